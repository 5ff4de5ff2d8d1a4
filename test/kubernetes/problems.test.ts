import { ApiError, apiErrorOf, isLostRace, isNotFound, Unreachable } from '../../src/kubernetes/errors.ts';
import { objectKey } from '../../src/kubernetes/objects.ts';
import { explained } from '../../src/kubernetes/problems.ts';
import { UserProblem } from '../../src/model/problem.ts';

const WHAT = 'Rollout shop/shop in cluster eu';
const PATH = '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts/shop';
const api = (status: number, message: string, reason = '') => new ApiError(status, reason, message, 'PATCH', PATH);

function problemOf(error: unknown): UserProblem {
  const problem = explained(error, WHAT);
  if (problem instanceof UserProblem) return problem;
  throw new Error('not a problem for people');
}

const DENIED =
  'rollouts.argoproj.io "shop" is forbidden: User "system:serviceaccount:rollbridge:bot" cannot patch resource "rollouts/status" in API group "argoproj.io" in the namespace "shop"';

test('a refusal names the verb and the resource that are missing, and where to grant them', () => {
  const problem = problemOf(api(403, DENIED));
  expect(problem).toMatchObject({
    code: 'cluster-forbidden',
    message: `Kubernetes refused access to ${WHAT}.`,
    hint: 'Grant "patch" on "rollouts/status" in a Role of that namespace.',
  });
  expect(problem.why).toContain('the right to patch rollouts/status');
});

test('a refusal in other words is told all the same', () => {
  expect(problemOf(api(403, 'no'))).toMatchObject({ code: 'cluster-forbidden', why: expect.stringContaining('no') });
});

/** As API servers of 1.34 send it. */
const DENIED_BY_POLICY = JSON.stringify({
  kind: 'Status',
  message: `rollouts.argoproj.io "shop" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p' denied request: recalled`,
  reason: 'Invalid',
  details: { causes: [{ message: `ValidatingAdmissionPolicy 'p' with binding 'p' denied request: recalled` }] },
  code: 422,
});

test.each([
  ['a policy of the cluster', apiErrorOf(422, DENIED_BY_POLICY, 'PATCH', PATH)],
  ['a webhook', api(400, 'admission webhook "x.y" denied the request: recalled', 'BadRequest')],
  ['a webhook that calls it forbidden', api(403, 'admission webhook "x.y" denied the request: recalled')],
])('what %s denies is told in its words, and is no right that is missing', (_, error) => {
  expect(isLostRace(error)).toBe(false);
  const problem = problemOf(error);
  expect(problem).toMatchObject({ code: 'cluster-refused', why: expect.stringContaining('recalled') });
  expect(problem.why).not.toContain('service account');
});

test.each([
  ['a kind that is not there', '404 page not found\n', 'objects-missing'],
  [
    'an object that is not there',
    '{"reason":"NotFound","message":"rollouts.argoproj.io \\"shop\\" not found"}',
    'target-missing',
  ],
])('%s', (_, answer, code) => {
  expect(problemOf(apiErrorOf(404, answer, 'GET', PATH)).code).toBe(code);
});

test('no answer is told as such', () => {
  const error = new Unreachable('GET', PATH, new Error('ECONNREFUSED'));
  expect(problemOf(error)).toMatchObject({ code: 'cluster-unreachable', why: expect.stringContaining('ECONNREFUSED') });
});

test.each([
  ['a lost race', api(409, 'modified', 'Conflict')],
  ['a JSON patch whose test did not hold', api(422, 'the server rejected our request', 'Invalid')],
  ['a request that is wrong', api(400, 'unable to decode', 'BadRequest')],
  ['a server in trouble', api(500, 'etcd')],
  ['a defect', new TypeError('x is not a function')],
  ['something that is no error', 'text'],
])('%s is nothing that a person could mend: it comes back as it is', (_, error) => {
  expect(explained(error, WHAT)).toBe(error);
});

test.each([
  [409, true],
  [422, true],
  [404, false],
  [500, false],
])('an answer with %i is a lost race: %s', (status, expected) => {
  expect(isLostRace(api(status, ''))).toBe(expected);
});

test('what is not there is told from what cannot be reached', () => {
  expect([isNotFound(api(404, '')), isNotFound(api(410, '')), isNotFound(new Error('404'))]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isLostRace(new Error('409'))).toBe(false);
});

test.each([
  ['a Status object', '{"kind":"Status","reason":"Conflict","message":"modified"}', 'Conflict', 'modified'],
  ['JSON that is no Status', '{}', '', '{}'],
  ['a proxy that speaks HTML', '<html>bad gateway</html>', '', '<html>bad gateway</html>'],
  ['nothing', '', '', 'HTTP 502'],
])('an error is read from %s', (_, text, reason, message) => {
  expect(apiErrorOf(502, text, 'GET', PATH)).toMatchObject({ status: 502, reason, message, method: 'GET', path: PATH });
});

test('a long answer of something in between is cut', () => {
  expect(apiErrorOf(502, 'x'.repeat(10_000), 'GET', PATH).message).toHaveLength(300);
});

test.each([
  [{ metadata: { namespace: 'shop', name: 'a' } }, 'shop/a'],
  [{ metadata: { name: 'a' } }, 'a'],
])('the key of %j is %s', (object, expected) => {
  expect(objectKey(object)).toBe(expected);
});

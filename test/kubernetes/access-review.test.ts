import { mayI, reviewed } from '../../src/kubernetes/access-review.ts';
import { ApiError, Unreachable } from '../../src/kubernetes/errors.ts';
import { AskedConnection, permitting } from './asked-connection.ts';

const attributes = { namespace: 'shop', group: 'argoproj.io', resource: 'rollouts', verb: 'patch' };

test('a right that is there is yes, one that is not is no, and no answer is neither', async () => {
  expect(await mayI(new AskedConnection(permitting()), attributes)).toBe(true);
  expect(await mayI(new AskedConnection(permitting(() => true)), attributes)).toBe(false);
  expect(await mayI(new AskedConnection(() => ({})), attributes)).toBe(false);
  const refuses = () => {
    throw new ApiError(403, 'Forbidden', 'no', 'POST', '/');
  };
  expect(await mayI(new AskedConnection(refuses), attributes)).toBeNull();
  const silent = () => {
    throw new Unreachable('POST', '/', 'gone');
  };
  await expect(mayI(new AskedConnection(silent), attributes)).rejects.toThrow('no answer');
});

test('every verb of every rule is asked for by itself, subresources by their own name', async () => {
  const connection = new AskedConnection(permitting((right) => right === 'patch rollouts/status'));
  const rules = [
    { namespace: 'shop', group: 'argoproj.io', resource: 'rollouts', verbs: ['get', 'patch'] },
    { namespace: 'other', group: 'argoproj.io', resource: 'rollouts/status', verbs: ['patch'] },
  ];
  expect(await reviewed(connection, rules)).toEqual([
    { namespace: 'shop', verb: 'get', resource: 'rollouts', allowed: true },
    { namespace: 'shop', verb: 'patch', resource: 'rollouts', allowed: true },
    { namespace: 'other', verb: 'patch', resource: 'rollouts/status', allowed: false },
  ]);
  expect(connection.asked[2]?.extras.body).toMatchObject({
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { group: 'argoproj.io', resource: 'rollouts', subresource: 'status', verb: 'patch' } },
  });
});

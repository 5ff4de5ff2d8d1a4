/** What a bucket, or the way to it, says, in words for people. Keys are in none of them. */
import type { BucketRules } from '../../model/catalog.ts';
import { UserProblem } from '../../model/problem.ts';

/** It may pass by itself: trying again is worth it. */
export class Passing extends UserProblem {}

const KEYS = 'Look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of Rollbridge';

const REFUSED: Readonly<Partial<Record<number, readonly [why: string, hint: string]>>> = {
  400: ['it does not understand the request', 'Look at `region` and `endpoint` of `evidence.bucket` in the catalog.'],
  401: ['it does not know these keys', `${KEYS}.`],
  403: [
    'it refuses these keys',
    `${KEYS}, and let them put objects into the bucket and list it (s3:PutObject, s3:ListBucket).`,
  ],
  404: [
    'there is no such bucket',
    'Create it, or name another one as `evidence.bucket.name` in the catalog. Some servers say so of keys that they do not know.',
  ],
  301: ['it lies in another region', 'Name that as `evidence.bucket.region` in the catalog.'],
  413: ['the archive is too large for it', 'Raise the limit of the server in front of the bucket.'],
};

export function bucketProblem({ endpoint, name }: BucketRules, error: unknown): UserProblem {
  const { status, serviceCode } = error as { readonly status?: number; readonly serviceCode?: string };
  const where = `The bucket ${name} at ${new URL(endpoint).host} cannot be used`;
  const said = serviceCode === undefined || serviceCode === 'Unknown' ? '' : ` (${serviceCode})`;
  // Some servers say 404 of a key that they do not know.
  const isKey = status === 404 && /user|accesskey/i.test(serviceCode ?? '');
  const known = status === undefined ? undefined : REFUSED[isKey ? 403 : status];
  if (known !== undefined) {
    const [why, hint] = known;
    return new UserProblem('evidence-not-kept', { happened: where, why: why + said, hint });
  }
  const why = status === undefined ? whyUnreached(error) : `it answered ${status}${said}`;
  const hint = 'The folder is kept, and it is tried again; look at the server if it stays like this.';
  return new Passing('evidence-not-kept', { happened: where, why, hint });
}

/** What the network says is some causes deep. */
function whyUnreached(error: unknown): string {
  const all: { readonly name?: string; readonly code?: unknown }[] = [];
  for (let each = error; typeof each === 'object' && each !== null && all.length < 5; each = (each as Error).cause)
    all.push(each);
  if (all.some(({ name }) => name === 'TimeoutError')) return 'it did not answer in time';
  const code = all.map((each) => each.code).findLast((each) => typeof each === 'string');
  return code === undefined ? 'it does not answer' : `it does not answer (${code})`;
}

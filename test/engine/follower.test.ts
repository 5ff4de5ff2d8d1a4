import { expect, test } from '@jest/globals';
import { ReleaseFollower } from '../../src/engine/follower.ts';

test('work that fails is told of, harms nothing else, and may be begun again', async () => {
  const told: unknown[] = [];
  const follower = new ReleaseFollower(
    () => undefined,
    (error, key) => told.push([key, error]),
  );
  const problem = new Error('away');
  follower.begin('one', () => Promise.reject(problem));
  await new Promise((resolve) => setImmediate(resolve));
  let begun = 0;
  follower.begin('one', () => Promise.resolve(void begun++));
  await follower.stop();
  expect([told, begun]).toEqual([[['one', problem]], 1]);
});

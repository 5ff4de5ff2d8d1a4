import { expect, test } from '@jest/globals';
import { Ends } from '../../sandbox/ends.ts';

test('what has begun is ended, the last one first, also where one cannot be ended', async () => {
  const ends = new Ends();
  const ended: string[] = [];
  for (const name of ['folder', 'cluster', 'program']) {
    ends.add(() => {
      ended.push(name);
      return name === 'cluster' ? Promise.reject(new Error('it hangs')) : Promise.resolve();
    });
  }
  await expect(ends.all()).rejects.toThrow('it hangs');
  expect(ended).toEqual(['program', 'cluster', 'folder']);
});

test('what begins afterwards is ended at once, and nothing follows it', async () => {
  const ends = new Ends();
  await ends.all();
  let isEnded = false;
  const add = () =>
    ends.add(() => {
      isEnded = true;
      return Promise.resolve();
    });
  expect(add).toThrow('ended while it was started');
  expect(isEnded).toBe(true);
});

import { expect, test } from '@jest/globals';
import { Turns } from '../../src/waiting/turns.ts';

test('work on the same thing waits for its turn, work on another does not', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const done = [
    turns.take('a', async () => {
      order.push('first of a');
      await first.promise;
    }),
    turns.take('a', () => Promise.resolve(order.push('second of a'))),
    turns.take('b', () => Promise.resolve(order.push('first of b'))),
  ];
  await done[2];
  expect(order).toEqual(['first of a', 'first of b']);
  first.resolve();
  await Promise.all(done);
  expect(order).toEqual(['first of a', 'first of b', 'second of a']);
});

test('work that fails is told of to who asked for it, and the next has its turn', async () => {
  const turns = new Turns();
  const failing = turns.take('a', () => Promise.reject(new Error('no')));
  const next = turns.take('a', () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

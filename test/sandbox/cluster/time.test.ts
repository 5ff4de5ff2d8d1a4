import { Time } from '../../../sandbox/cluster/time.ts';

const START = Date.UTC(2026, 10, 21);

test('manual time stands still until it is advanced', () => {
  const time = new Time({ manual: true, start: START });
  expect(time.now()).toBe(START);
  time.advance(1_500);
  expect(time.now()).toBe(START + 1_500);
});

test('what is due runs in order and sees its own time', () => {
  const time = new Time({ manual: true, start: START });
  const seen: [string, number][] = [];
  const note = (name: string) => () => seen.push([name, time.now() - START]);
  time.after(200, note('second'));
  time.after(100, note('first'));
  time.after(200, note('third'));
  time.after(999, note('too late'));
  time.advance(500);
  expect(seen).toEqual([
    ['first', 100],
    ['second', 200],
    ['third', 200],
  ]);
  expect(time.now()).toBe(START + 500);
});

test('what is added on the way runs as well when it falls due', () => {
  const time = new Time({ manual: true, start: START });
  const seen: number[] = [];
  const again = () => {
    seen.push(time.now() - START);
    time.after(100, again);
  };
  time.after(100, again);
  time.advance(350);
  expect(seen).toEqual([100, 200, 300]);
});

test('a timer that was called off does not run, the others do', () => {
  const time = new Time({ manual: true, start: START });
  const seen: string[] = [];
  const cancel = time.after(10, () => seen.push('called off'));
  time.after(10, () => seen.push('kept'));
  cancel();
  cancel();
  time.advance(10);
  expect(seen).toEqual(['kept']);
});

test('real time runs at its speed, and a timer that waits follows a change of it', async () => {
  const time = new Time({ speed: 0 });
  const began = time.now();
  const rang = new Promise<number>((resolve) => time.after(60_000, () => resolve(time.now() - began)));
  time.speed = 6_000;
  expect(await rang).toBeGreaterThanOrEqual(60_000);
  time.stop();
});

test('stopped time runs nothing', () => {
  const time = new Time({ manual: true, start: START });
  const seen: string[] = [];
  time.after(1, () => seen.push('ran'));
  time.stop();
  time.advance(10);
  expect(seen).toEqual([]);
});

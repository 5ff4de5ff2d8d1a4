import { Lane } from '../../src/engine/lane.ts';
import { quiet } from './support/world.ts';

/** A turn that ends when it is told to. */
class Turns {
  begun = 0;
  atOnce = 0;
  most = 0;
  #ends: ((againMs: number | null) => void)[] = [];

  readonly turn = (): Promise<number | null> => {
    this.begun++;
    this.most = Math.max(this.most, ++this.atOnce);
    return new Promise((resolve) => {
      this.#ends.push((againMs) => {
        this.atOnce--;
        resolve(againMs);
      });
    });
  };

  async end(againMs: number | null = null): Promise<void> {
    this.#ends.shift()?.(againMs);
    await quiet();
  }
}

function laneOf(turns: Turns, onError: (error: unknown) => void = () => undefined): Lane {
  return new Lane(turns.turn, onError);
}

describe('a lane', () => {
  test('begins a turn when it is woken', () => {
    const turns = new Turns();
    laneOf(turns).wake();
    expect(turns.begun).toBe(1);
  });

  test('makes one turn of many wake-ups that come while a turn runs, and never two at once', async () => {
    const turns = new Turns();
    const lane = laneOf(turns);
    for (let i = 0; i < 5; i++) lane.wake();
    await turns.end();
    expect(turns.begun).toBe(2);
    await turns.end();
    expect([turns.begun, turns.most]).toEqual([2, 1]);
  });

  test('does nothing more when nobody wakes it and the turn wants nothing', async () => {
    const turns = new Turns();
    laneOf(turns).wake();
    await turns.end(null);
    expect(turns.begun).toBe(1);
  });

  test.each(Array.from({ length: 12 }, (_, depth) => depth))(
    'loses no wake-up that comes %i microtasks after the end of a turn',
    async (depth) => {
      let begun = 0;
      const turn = async () => {
        begun++;
        await null;
        return null;
      };
      const lane = new Lane(turn, () => undefined);
      lane.wake();
      for (let i = 0; i < depth; i++) await null;
      const before = begun;
      lane.wake();
      await quiet();
      expect(begun).toBeGreaterThan(before);
    },
  );

  test('turns again by itself after the time that the turn said', async () => {
    let again: () => void = () => undefined;
    const second = new Promise<void>((resolve) => {
      again = resolve;
    });
    let begun = 0;
    const lane = new Lane(
      () => {
        if (++begun === 2) again();
        return Promise.resolve(begun === 1 ? 1 : null);
      },
      () => undefined,
    );
    lane.wake();
    await second;
    expect(begun).toBe(2);
  });

  test('tells of a turn that failed, and goes on', async () => {
    const errors: unknown[] = [];
    let begun = 0;
    const lane = new Lane(
      () => (++begun === 1 ? Promise.reject(new Error('outage')) : Promise.resolve(null)),
      (error) => errors.push(error),
    );
    lane.wake();
    await quiet();
    lane.wake();
    await quiet();
    await lane.stop();
    expect([errors, begun]).toEqual([[new Error('outage')], 2]);
  });

  test('is stopped only when the turn that runs has ended, and begins none afterwards', async () => {
    const turns = new Turns();
    const lane = laneOf(turns);
    lane.wake();
    lane.wake();
    let stopped = false;
    const stopping = lane.stop().then(() => {
      stopped = true;
    });
    await quiet();
    expect(stopped).toBe(false);
    await turns.end(1);
    await stopping;
    lane.wake();
    await quiet();
    expect([stopped, turns.begun]).toEqual([true, 1]);
  });
});

import { jest } from '@jest/globals';
import { Lane } from '../../src/engine/lane.ts';
import { BackOff } from '../../src/waiting/back-off.ts';
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

  describe('whose turns fail', () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
    afterEach(() => jest.useRealTimers());

    /** Fails until told otherwise; remembers when each turn began, in ms since the first. */
    function failing() {
      const from = Date.now();
      const turns = { at: [] as number[], fails: true };
      const turn = () => {
        turns.at.push(Date.now() - from);
        return turns.fails ? Promise.reject(new Error('outage')) : Promise.resolve(null);
      };
      return { turns, lane: new Lane(turn, () => undefined, new BackOff(() => 1)) };
    }

    test('tries again soon, then ever more seldom, and no more seldom than every five seconds', async () => {
      const { turns, lane } = failing();
      lane.wake();
      await jest.advanceTimersByTimeAsync(16_300);
      expect(turns.at).toEqual([0, 100, 300, 700, 1_500, 3_100, 6_300, 11_300, 16_300]);
      await lane.stop();
    });

    test('takes a wake-up as news and tries at once', async () => {
      const { turns, lane } = failing();
      lane.wake();
      await jest.advanceTimersByTimeAsync(3_200);
      lane.wake();
      await jest.advanceTimersByTimeAsync(0);
      expect(turns.at.slice(-2)).toEqual([3_100, 3_200]);
      await lane.stop();
    });

    test('begins anew with a short pause after a turn that did not fail', async () => {
      const { turns, lane } = failing();
      lane.wake();
      await jest.advanceTimersByTimeAsync(1_500);
      turns.fails = false;
      await jest.advanceTimersByTimeAsync(1_600);
      turns.fails = true;
      lane.wake();
      await jest.advanceTimersByTimeAsync(100);
      expect(turns.at.slice(-3)).toEqual([3_100, 3_100, 3_200]);
      await lane.stop();
    });
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

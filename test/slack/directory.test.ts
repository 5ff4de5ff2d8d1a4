import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { GroupApi } from '../../src/slack/api.ts';
import { SlackDirectory } from '../../src/slack/directory.ts';
import { limitedFor, networkError, platformError } from './fake-slack.ts';
import { type LogLine, loggerInto } from './office.ts';

class FakeGroups implements GroupApi {
  known: Record<string, readonly string[]> = { developers: ['U1', 'U2'], leads: ['U3'] };
  readonly calls: string[] = [];
  fails: (call: string) => unknown = () => null;

  groups(): Promise<ReadonlyMap<string, string>> {
    return this.#answer('list', () => new Map(Object.keys(this.known).map((handle) => [handle, `S_${handle}`])));
  }

  membersOf(id: string): Promise<ReadonlySet<string>> {
    return this.#answer(id, () => new Set(this.known[id.slice(2)]));
  }

  #answer<T>(call: string, answer: () => T): Promise<T> {
    this.calls.push(call);
    const error = this.fails(call);
    return error === null ? Promise.resolve(answer()) : Promise.reject(error);
  }
}

let api: FakeGroups;
let directory: SlackDirectory;
let lines: LogLine[];

beforeEach(() => {
  jest.useFakeTimers();
  api = new FakeGroups();
  lines = [];
  directory = new SlackDirectory(api, loggerInto(lines));
});

afterEach(() => {
  directory.stop();
  jest.useRealTimers();
});

const MINUTE = 60_000;

describe('members of a group', () => {
  test('are asked of Slack once and then known for five minutes', async () => {
    expect([...(await directory.members('developers'))]).toEqual(['U1', 'U2']);
    await jest.advanceTimersByTimeAsync(4 * MINUTE);
    await directory.members('developers');
    expect(api.calls).toEqual(['list', 'S_developers']);
    await jest.advanceTimersByTimeAsync(2 * MINUTE);
    api.known.developers = ['U9'];
    expect([...(await directory.members('developers'))]).toEqual(['U9']);
  });

  test('are found whatever the case of the handle, and asked once by many at the same time', async () => {
    const [a, b] = await Promise.all([directory.members('Developers'), directory.members('Developers')]);
    expect(a).toBe(b);
    expect(api.calls).toEqual(['list', 'S_developers']);
  });

  test('cannot be learned while Slack is away: an error, not yesterday’s list', async () => {
    await directory.members('developers');
    await jest.advanceTimersByTimeAsync(6 * MINUTE);
    api.fails = networkError;
    await expect(directory.members('developers')).rejects.toThrow('fetch failed');
    expect([...(directory.remembered('developers') ?? [])]).toEqual(['U1', 'U2']);
  });

  test.each([
    ['plan_upgrade_required', 'which need a paid plan'],
    ['missing_scope', 'lacks the scope usergroups:read'],
    ['something_new', 'something_new'],
  ])('cannot be learned for %s, in clear words', async (error, words) => {
    api.fails = () => platformError(error);
    await expect(directory.members('developers')).rejects.toThrow(words);
    await expect(directory.members('developers')).rejects.toThrow('@developers');
  });

  test('of a group that does not exist are an error that says so', async () => {
    await expect(directory.members('ghosts')).rejects.toThrow('@ghosts: there is no such user group');
    expect(directory.remembered('ghosts')).toBeNull();
  });
});

describe('in the background', () => {
  test('all groups are read at the start and kept fresh, so that nobody who presses waits', async () => {
    await directory.start(['developers', 'leads']);
    expect(directory.remembered('leads')?.has('U3')).toBe(true);
    for (let minute = 0; minute < 30; minute++) {
      await jest.advanceTimersByTimeAsync(MINUTE);
      const before = api.calls.length;
      await directory.members('developers');
      expect(api.calls.length).toBe(before);
    }
  });

  test('a Slack that is away at the start is asked again soon', async () => {
    api.fails = networkError;
    await directory.start(['developers']);
    expect(directory.remembered('developers')).toBeNull();
    api.fails = () => null;
    await jest.advanceTimersByTimeAsync(20_000);
    expect(directory.remembered('developers')?.size).toBe(2);
  });

  test('a limit is waited out', async () => {
    let limited = 0;
    api.fails = (call) => (call === 'S_developers' && limited++ === 0 ? limitedFor(30) : null);
    const started = directory.start(['developers', 'leads']);
    await jest.advanceTimersByTimeAsync(50_000);
    await started;
    expect(directory.remembered('leads')?.size).toBe(1);
    expect(directory.remembered('developers')?.size).toBe(2);
  });

  test('a group that Slack refuses for good is named in the log, not asked in a loop', async () => {
    api.fails = (call) => (call === 'list' ? null : platformError('plan_upgrade_required'));
    await directory.start(['developers']);
    await jest.advanceTimersByTimeAsync(3 * MINUTE);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.reason).toContain('paid plan');
  });

  test('another catalog has other groups: those that nobody knows are read first, the old ones no longer', async () => {
    await directory.start(['developers']);
    api.calls.length = 0;
    await directory.start(['developers', 'leads']);
    expect(api.calls).toEqual(['list', 'S_leads', 'S_developers']);
    await directory.start(['leads']);
    api.calls.length = 0;
    await jest.advanceTimersByTimeAsync(5 * MINUTE);
    expect(api.calls).toEqual(['list', 'S_leads']);
    expect(directory.remembered('developers')?.size).toBe(2);
  });

  test('nothing is read after the end', async () => {
    await directory.start(['developers']);
    directory.stop();
    const before = api.calls.length;
    await jest.advanceTimersByTimeAsync(60 * MINUTE);
    expect(api.calls.length).toBe(before);
  });
});

describe('a mention', () => {
  test('calls the group by its id', async () => {
    expect(await directory.mention('developers')).toBe('<!subteam^S_developers>');
  });

  test('is the bare handle when the group cannot be called', async () => {
    api.fails = networkError;
    expect(await directory.mention('developers')).toBe('@developers');
    expect(await new SlackDirectory(new FakeGroups(), loggerInto(lines)).mention('ghosts')).toBe('@ghosts');
  });
});

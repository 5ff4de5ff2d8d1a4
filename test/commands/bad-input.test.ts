/** Every command over the same bad and strange inputs: what cannot be read is refused in three parts, and never guessed. */
import { describe, expect, test } from '@jest/globals';
import { runCommand, VERBS } from '../../src/commands/index.ts';
import { UserProblem } from '../../src/model/problem.ts';
import { HELD, release, rollback, status, view } from '../views/fixtures.ts';
import { type Call, depsOf, FakeEngine } from './fake-engine.ts';

const REQUEST = { by: { id: 'U0ANN' }, receivedAt: new Date('2026-03-01T10:00:00Z') };

/** An engine in which everything can be asked for, also what is held, and what is to be acknowledged. */
function engineWithHold(): FakeEngine {
  const engine = new FakeEngine();
  const held = release(status('RolledBack', { rollback: rollback(), hold: HELD }));
  engine.all = [view(status('Progressing'), { held })];
  engine.page = {
    releases: [{ view: view(held.status, { offers: ['acknowledge'] }), revision: 12 }],
    newer: 0,
    older: 0,
  };
  return engine;
}

interface Outcome {
  readonly calls: readonly Call[];
  readonly problem: {
    readonly code: string;
    readonly happened: string;
    readonly why: string;
    readonly hint: string;
  } | null;
}

async function outcome(line: string): Promise<Outcome> {
  const engine = engineWithHold();
  const blank = line.search(/\s|$/);
  const deps = depsOf(engine, REQUEST.receivedAt);
  try {
    await runCommand(line.slice(0, blank), line.slice(blank + 1), REQUEST, deps);
    return { calls: engine.calls, problem: null };
  } catch (error) {
    if (!(error instanceof UserProblem)) throw error;
    const { code, message: happened, why, hint } = error;
    return { calls: engine.calls, problem: { code, happened, why, hint } };
  }
}

/** What is fine to say, one line for each command and each way of saying it. */
const LINES: readonly { readonly line: string; readonly named: string; readonly reason: boolean }[] = [
  { line: '/deploy shop 1.5.0', named: '/deploy <', reason: true },
  { line: '/deploy shop 1.5.0 --dry-run', named: '/deploy <', reason: true },
  { line: '/deploy promote shop', named: '/deploy promote', reason: true },
  { line: '/deploy promote shop --full', named: '/deploy promote', reason: true },
  { line: '/deploy reject shop', named: '/deploy reject', reason: true },
  { line: '/deploy pause shop', named: '/deploy pause', reason: true },
  { line: '/deploy resume shop', named: '/deploy resume', reason: true },
  { line: '/deploy abort shop', named: '/deploy abort', reason: true },
  { line: '/deploy retry shop', named: '/deploy retry', reason: true },
  { line: '/deploy restart shop', named: '/deploy restart', reason: true },
  { line: '/deploy debug shop 1.5.0-debug', named: '/deploy debug', reason: true },
  { line: '/deploy scale shop 6', named: '/deploy scale', reason: true },
  { line: '/deploy lift shop', named: '/deploy lift', reason: true },
  { line: '/deploy acknowledge shop', named: '/deploy acknowledge', reason: true },
  { line: '/deploy status shop', named: '/deploy status', reason: false },
  { line: '/deploy history shop', named: '/deploy history', reason: false },
  { line: '/rollback shop', named: '/rollback', reason: true },
  { line: '/rollback shop now', named: '/rollback', reason: true },
  { line: '/rollback shop to 1.4.2 now', named: '/rollback', reason: true },
  { line: '/rollback shop --capture-only', named: '/rollback', reason: true },
  { line: '/rollback drill shop', named: '/rollback drill', reason: true },
  { line: '/incident open shop', named: '/incident open', reason: true },
];

const usageOf = (named: string) => VERBS.find(({ usage }) => usage.startsWith(named))?.usage ?? '';

test('every verb that takes a service and an environment is among them', () => {
  const missing = VERBS.filter(({ usage }) => !LINES.some(({ named }) => usage.startsWith(named)));
  const first = missing.map(({ usage }) => usage.split(' ').slice(0, 2).join(' '));
  expect(first).toEqual([
    '/incident list',
    '/incident severity',
    '/incident resolve',
    '/incident undelivered',
    '/deploy help',
  ]);
});

describe('is refused in three parts, and nothing is asked of the engine:', () => {
  const bad: readonly (readonly [string, string])[] = [
    ['--env', '--env needs a value after it.'],
    ['--env=', '--env needs a value after it.'],
    ['--env ""', '--env needs a value after it.'],
    ['--env “”', '--env needs a value after it.'],
    ['--env "\u00A0"', '--env needs a value after it.'],
    ['—env', '--env needs a value after it.'],
    ['--env --env', '--env needs a value after it.'],
    ['--env staging --env production', '--env is there more than once.'],
    ['--env staging —env=staging', '--env is there more than once.'],
    ['--force', 'There is no option --force here.'],
    ['—force', 'There is no option --force here.'],
    ['--no-dry-run', 'There is no option --no-dry-run here.'],
    ['--enviroment staging', 'There is no option --enviroment here.'],
    ['-e staging', 'There is no option -e here.'],
    ['""', 'There is nothing between two quotes.'],
    ['“ ”', 'There is nothing between two quotes.'],
  ];
  const badReasons: readonly (readonly [string, string])[] = [
    ['--reason', '--reason needs a value after it.'],
    ['—reason', '--reason needs a value after it.'],
    ['--reason a --reason b', '--reason is there more than once.'],
    ['--reason “a” —reason ""', '--reason is there more than once.'],
    ['--reason db down', 'It is not clear where the reason ends (“db down”); put it in quotes.'],
    ['--reason=db down', 'It is not clear where the reason ends (“db down”); put it in quotes.'],
    ['--reason db is down now', 'It is not clear where the reason ends (“db is down now”); put it in quotes.'],
    ['--reason back to 1.4.0', 'It is not clear where the reason ends (“back to 1.4.0”); put it in quotes.'],
    ['--reason\u00A0db\u00A0down', 'It is not clear where the reason ends (“db down”); put it in quotes.'],
    ['--reason db "is down"', 'It is not clear where the reason ends (“db is down”); put it in quotes.'],
  ];
  const table = LINES.flatMap(({ line, named, reason }) =>
    [...bad, ...(reason ? badReasons : [])].map(([words, why]) => [`${line} ${words}`, why, named] as const),
  );
  test.each(table)('%s', async (line, why, named) => {
    expect(await outcome(line)).toEqual({
      calls: [],
      problem: { code: 'usage', happened: 'That was not understood.', why, hint: `Say: ${usageOf(named)}` },
    });
  });

  test.each(LINES.map(({ line, named }) => [line, named]))('%s with a quote that stays open', async (line, named) => {
    for (const open of ['--reason "db down', '--reason “db down', '"now', '--env “prod']) {
      expect(await outcome(`${line} ${open}`)).toEqual({
        calls: [],
        problem: {
          code: 'usage',
          happened: 'That was not understood.',
          why: 'A quote is opened and never closed.',
          hint: `Say: ${usageOf(named)}`,
        },
      });
    }
  });

  test.each([
    ['/deploy ""', '/deploy <'],
    ['/deploy "" 1.5.0', '/deploy <'],
    ['/deploy shop “”', '/deploy <'],
    ['/deploy abort ""', '/deploy abort'],
    ['/deploy status ""', '/deploy status'],
    ['/deploy history “ ”', '/deploy history'],
    ['/rollback ""', '/rollback'],
    ['/rollback "" now', '/rollback'],
    ['/rollback shop "" now', '/rollback'],
    ['/rollback shop to "" now', '/rollback'],
    ['/rollback shop to "\u00A0" now', '/rollback'],
  ])('%s', async (line, named) => {
    expect(await outcome(line)).toEqual({
      calls: [],
      problem: {
        code: 'usage',
        happened: 'That was not understood.',
        why: 'There is nothing between two quotes.',
        hint: `Say: ${usageOf(named)}`,
      },
    });
  });
});

describe('a reason of one word needs no quotes where nothing but another option, or `now` at the end, follows it:', () => {
  test.each<[string, Call['ask'], string]>([
    ['/rollback shop --reason fire now', 'rollback', 'fire'],
    ['/rollback shop to 1.4.2 --reason fire now', 'rollback', 'fire'],
    ['/rollback shop --reason=fire NOW', 'rollback', 'fire'],
    ['/rollback shop --reason fire now --env production', 'rollback', 'fire'],
    ['/rollback shop now --reason fire', 'rollback', 'fire'],
    ['/rollback shop --reason fire now --dry-run', 'rehearseRollback', 'fire'],
    ['/rollback shop --reason “fire” now', 'rollback', 'fire'],
    ['/rollback shop --reason “fire now”', 'plan', 'fire now'],
    ['/rollback shop --reason now', 'plan', 'now'],
    ['/rollback --reason "db down" shop now', 'rollback', 'db down'],
    ['/rollback shop --reason "db down" to 1.4.2 now', 'rollback', 'db down'],
    ['/deploy --reason "db up" shop 1.5.0', 'deploy', 'db up'],
    ['/deploy shop 1.5.0 --reason hotfix --dry-run', 'rehearseDeploy', 'hotfix'],
    ['/deploy promote shop --reason fine --full', 'press', 'fine'],
    ['/deploy promote shop --reason "—full"', 'press', '—full'],
  ])('%s', async (line, ask, reason) => {
    expect((await outcome(line)).calls).toMatchObject([{ ask, intent: { reason } }]);
  });

  test.each([
    '/rollback --reason fire shop now',
    '/rollback shop --reason fire to 1.4.2 now',
    '/rollback shop --reason fire to 1.4.2',
    '/rollback shop --reason fire now now',
    '/rollback shop --reason fire "now"',
    '/rollback --reason fire now',
    '/deploy --reason hotfix shop 1.5.0',
    '/deploy shop --reason hotfix 1.5.0',
    '/deploy abort --reason broken checkout',
  ])('but not in %s', async (line) => {
    const { calls, problem } = await outcome(line);
    expect(calls).toEqual([]);
    expect(problem?.why).toMatch(/^It is not clear where the reason ends \(“.*”\); put it in quotes\.$/);
  });
});

describe('what Slack and phones make of a line is read as it was meant:', () => {
  const strange: readonly (readonly [string, (line: string) => string])[] = [
    ['blanks that do not break', (line) => line.replaceAll(' ', '\u00A0').replace('\u00A0', ' ')],
    ['narrow blanks', (line) => line.replaceAll(' ', '\u202F').replace('\u202F', ' ')],
    ['many blanks', (line) => `${line.replaceAll(/ (?=(?:[^"]*"[^"]*")*[^"]*$)/g, '   ')}  \n`],
    ['curly quotes', (line) => line.replaceAll(/"([^"]*)"/g, '“$1”')],
    ['quotes that both close', (line) => line.replaceAll('"', '”')],
    ['low quotes', (line) => line.replaceAll(/"([^"]*)"/g, '„$1“')],
    ['curly single quotes', (line) => line.replaceAll(/"([^"]*)"/g, '‘$1’')],
    ['full-width quotes', (line) => line.replaceAll('"', '＂')],
    ['long dashes', (line) => line.replaceAll('--', '—')],
    ['hyphens that do not break', (line) => line.replaceAll('--', '\u2011\u2011')],
    ['minus signs', (line) => line.replaceAll('--', '\u2212\u2212')],
    ['options in capitals', (line) => line.replaceAll(/--[a-z-]+/g, (option) => option.toUpperCase())],
    ['an equals sign', (line) => line.replaceAll(/(--(?:env|reason)) /g, '$1=')],
    ['marks of direction', (line) => line.replace(' shop', ' \u200Eshop\u200F').replaceAll('"', '\u2068"\u2069')],
    ['signs that cannot be seen', (line) => line.replace('shop', 'sh\u200Bop\uFEFF').replace(' --', ' \u00AD--')],
  ];
  const table = strange.flatMap(([name, change]) =>
    LINES.map((each) => [each.line, name, change, each.reason] as const),
  );
  test.each(table)('%s with %s', async (line, _name, change, reason) => {
    const plain = `${line} --env production${reason ? ' --reason "it is slow"' : ''}`;
    const expected = await outcome(plain);
    expect(expected.problem).toBeNull();
    expect(await outcome(change(plain))).toEqual(expected);
  });
});

test.each(['/deploy status shop --reason db down', '/deploy history shop --reason db down'])(
  'where there are no reasons there is nothing unclear about one: %s',
  async (line) => {
    expect((await outcome(line)).problem?.why).toBe('There is no option --reason here.');
  },
);

describe('a reason that is empty is none:', () => {
  test.each(LINES.filter(({ reason }) => reason).map(({ line }) => line))('%s', async (line) => {
    const expected = await outcome(line);
    expect(expected.problem).toBeNull();
    for (const empty of ['--reason ""', '--reason=', '--reason “ ”', "--reason ''", '--reason "\u00A0"']) {
      expect(await outcome(`${line} ${empty}`)).toEqual(expected);
    }
  });
});

describe('help is help, whatever else is typed:', () => {
  test.each(['/deploy help --force', '/deploy help --env', '/deploy HELP ""', '/rollback help now', '/deploy “help”'])(
    '%s',
    async (line) => {
      expect(await outcome(line)).toEqual({ calls: [], problem: null });
    },
  );
});

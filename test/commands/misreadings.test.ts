/** What people type in a hurry must never be taken for something else that is carried out at once. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runCommand } from '../../src/commands/index.ts';
import { UserProblem } from '../../src/model/problem.ts';
import { type Call, depsOf, FakeEngine } from './fake-engine.ts';

const REQUEST = { by: { id: 'U0ANN' }, receivedAt: new Date('2026-03-01T10:00:00Z') };

/** What the engine was asked, or why it was not. */
async function outcome(line: string): Promise<{ calls: Call[]; why: string | null }> {
  const engine = new FakeEngine();
  const blank = line.search(/\s|$/);
  const deps = depsOf(engine, new Date());
  try {
    await runCommand(line.slice(0, blank), line.slice(blank + 1), REQUEST, deps);
    return { calls: engine.calls, why: null };
  } catch (error) {
    if (!(error instanceof UserProblem)) throw error;
    return { calls: engine.calls, why: error.why };
  }
}

describe('an option that is said twice is asked about, not guessed:', () => {
  test.each([
    ['/deploy shop 1.5.0 --env staging --env production', '--env'],
    ['/deploy shop 1.5.0 --env=staging --ENV=staging', '--env'],
    ['/rollback shop now --env staging —env production', '--env'],
    ['/rollback shop now --reason a --reason b', '--reason'],
    ['/deploy abort shop --env staging --env production', '--env'],
    ['/deploy promote shop --full --full', '--full'],
    ['/deploy status shop --env a --env b', '--env'],
  ])('%s', async (line, option) => {
    expect(await outcome(line)).toEqual({ calls: [], why: `${option} is there more than once.` });
  });
});

describe('a reason may begin with a dash:', () => {
  test.each([
    ['/rollback shop now --reason "-50% conversion"', '-50% conversion'],
    ['/rollback shop now --reason “- broken checkout”', '- broken checkout'],
    ['/rollback shop now --reason -5%', '-5%'],
    ['/rollback shop now --reason "--full of errors"', '--full of errors'],
    ['/rollback shop now --reason "— broken"', '— broken'],
    ['/rollback shop now --reason "-"', '-'],
    ['/rollback shop --reason "-5 % orders" now', '-5 % orders'],
    ['/deploy abort shop --reason "-1"', '-1'],
  ])('%s', async (line, reason) => {
    const { calls, why } = await outcome(line);
    expect(why).toBeNull();
    expect(calls).toMatchObject([{ intent: { reason } }]);
  });

  test.each([
    '/rollback shop now --reason --env staging',
    '/rollback shop now --env --reason x',
    '/rollback shop now --reason --env=staging',
    '/rollback shop now --reason -x',
    '/rollback shop now --env',
  ])('but an option is no value: %s', async (line) => {
    const { calls, why } = await outcome(line);
    expect(calls).toEqual([]);
    expect(why).toMatch(/needs a value after it\.$/);
  });

  test('and nothing behind the end of the options is one', async () => {
    expect((await outcome('/deploy -- --env -5')).calls).toMatchObject([
      { intent: { service: '--env', version: '-5', environment: null } },
    ]);
  });
});

describe('traffic is moved at once only by the last word “now”:', () => {
  test.each([
    ['/rollback now', 'plan'],
    ['/rollback shop', 'plan'],
    ['/rollback shop to now', null],
    ['/rollback shop now to 3', null],
    ['/rollback shop now please', null],
    ['/rollback shop now!', null],
    ['/rollback shop nowhere', null],
    ['/rollback shop -now', null],
    ['/rollback shop --now', null],
    ['/rollback shop now --dry-run', 'rehearseRollback'],
    ['/rollback shop --dry-run now', 'rehearseRollback'],
    ['/rollback shop now —dry-run', 'rehearseRollback'],
    ['/rollback shop now dry-run', null],
    ['/rollback shop now -dry-run', null],
    ['/rollback shop to 3 --reason now', 'plan'],
    ['/rollback shop --reason "go back now"', 'plan'],
    ['/rollback shop to "3 now"', 'plan'],
    ['/rollback "shop now"', 'plan'],
    ['/rollback help now', null],
    ['/rollback status', 'plan'],
    ['/rollback shop NOW', 'rollback'],
    ['/rollback shop to 3 now', 'rollback'],
    ['/rollback shop to now now', 'rollback'],
    ['/rollback shop now --reason x', 'rollback'],
    ['/rollback shop --env staging now', 'rollback'],
    ['/rollback shop\u00A0now', 'rollback'],
  ])('%s', async (line, ask) => {
    expect((await outcome(line)).calls.map((call) => call.ask)).toEqual(ask === null ? [] : [ask]);
  });

  test('whatever else is typed', async () => {
    const word = fc.oneof(
      fc.constantFrom('shop', 'to', 'now', 'NOW', '3', '--env', '--reason', '--', '—', '"', 'help', '-x', '=', '“a b”'),
      fc.string({ maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 8 }), async (words) => {
        const { calls } = await outcome(`/rollback ${words.join(' ')}`);
        expect(calls.length).toBeLessThanOrEqual(1);
        if (calls[0]?.ask === 'rollback') expect(words.join(' ')).toMatch(/now/i);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('names from the language itself are names like others:', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])('%s', async (name) => {
    expect((await outcome(`/deploy ${name} 1.5.0`)).calls).toMatchObject([{ intent: { service: name } }]);
    expect((await outcome(`/deploy shop 1.5.0 --${name} x`)).why).toBe(
      `There is no option --${name.toLowerCase()} here.`,
    );
  });
});

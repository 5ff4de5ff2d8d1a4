import { describe, expect, test } from '@jest/globals';
import { answered, IN_WORDS, type Outcome } from '../../src/commands/answered.ts';
import { COMMANDS, isUrgentCommand, runCommand, VERBS } from '../../src/commands/index.ts';
import { isUrgentPress, press } from '../../src/commands/press.ts';
import { UserProblem } from '../../src/model/problem.ts';
import { pressValue } from '../../src/views/press.ts';
import { BASIS, HELD, NEW_HASH, OLD, plan, release, rollback, status, view } from '../views/fixtures.ts';
import { expectValid } from '../views/valid.ts';
import { depsOf, FakeEngine, problem, VIEW } from './fake-engine.ts';

const ANN = { id: 'U0ANN' };
const AT = new Date('2026-03-02T10:05:00.000Z');

async function type(line: string, engine = new FakeEngine()) {
  const [command = '', ...rest] = line.split(' ');
  const deps = depsOf(engine, AT);
  const answer = await runCommand(command, rest.join(' '), { by: ANN, receivedAt: AT }, deps);
  if ('form' in answer) throw new Error(`${line} opens a form`);
  expectValid(answer);
  return { text: JSON.stringify(answer.blocks), calls: engine.calls };
}

async function refusal(work: Promise<unknown>): Promise<UserProblem> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof UserProblem) return error;
  throw new Error(`no UserProblem but ${String(error)}`);
}

const deploy = { by: ANN, service: 'shop', version: '1.5.0', environment: null, reason: null };
const pressed = { by: ANN, release: 'shop-production-x7k2p', basis: null, reason: null, pressedAt: AT };
const scaling = { by: ANN, service: 'shop', environment: null, reason: null };
const again = { by: ANN, service: 'shop', environment: null, from: null, reason: null };
const back = { by: ANN, service: 'shop', environment: null, to: null, from: null, reason: null };
const capture = { by: ANN, service: 'shop', environment: null, reason: null };
const ONLY = '--capture-only takes nothing back, so there is nothing else to say with it.';

describe('a line asks the engine for', () => {
  test.each<[string, object]>([
    ['/deploy shop 1.5.0', { ask: 'deploy', intent: deploy }],
    ['/deploy shop v1.5.0', { ask: 'deploy', intent: { ...deploy, version: 'v1.5.0' } }],
    ['/deploy Shop 1.5.0', { ask: 'deploy', intent: { ...deploy, service: 'Shop' } }],
    ['/deploy shop 1.5.0 --env staging', { ask: 'deploy', intent: { ...deploy, environment: 'staging' } }],
    ['/deploy --env=staging shop 1.5.0', { ask: 'deploy', intent: { ...deploy, environment: 'staging' } }],
    ['/deploy shop —env staging 1.5.0', { ask: 'deploy', intent: { ...deploy, environment: 'staging' } }],
    ['/deploy shop 1.5.0 --ENV staging', { ask: 'deploy', intent: { ...deploy, environment: 'staging' } }],
    ['/deploy shop 1.5.0 --reason "new checkout"', { ask: 'deploy', intent: { ...deploy, reason: 'new checkout' } }],
    ['/deploy shop 1.5.0 —reason “it’s better”', { ask: 'deploy', intent: { ...deploy, reason: 'it’s better' } }],
    ['/deploy shop 1.5.0 --reason=""', { ask: 'deploy', intent: deploy }],
    ['/deploy shop 1.5.0 --reason=-5%', { ask: 'deploy', intent: { ...deploy, reason: '-5%' } }],
    ['/deploy -- status 1.5.0', { ask: 'deploy', intent: { ...deploy, service: 'status' } }],
    [
      '/deploy shop ghcr.io/acme/shop:1.5.0',
      { ask: 'deploy', intent: { ...deploy, version: 'ghcr.io/acme/shop:1.5.0' } },
    ],
    ['/deploy promote shop', { ask: 'press', intent: { ...pressed, offer: 'promote' } }],
    ['/deploy PROMOTE shop', { ask: 'press', intent: { ...pressed, offer: 'promote' } }],
    ['/deploy promote shop --full', { ask: 'press', intent: { ...pressed, offer: 'promoteFull' } }],
    ['/deploy promote --full shop --env production', { ask: 'press', intent: { ...pressed, offer: 'promoteFull' } }],
    ['/deploy pause shop', { ask: 'press', intent: { ...pressed, offer: 'pause' } }],
    ['/deploy resume shop', { ask: 'press', intent: { ...pressed, offer: 'resume' } }],
    ['/deploy abort shop --reason "5xx"', { ask: 'press', intent: { ...pressed, offer: 'abort', reason: '5xx' } }],
    ['/deploy reject shop --reason "5xx"', { ask: 'press', intent: { ...pressed, offer: 'reject', reason: '5xx' } }],
    ['/deploy shop 1.5.0 --dry-run', { ask: 'rehearseDeploy', intent: deploy }],
    [
      '/deploy --dry-run shop 1.5.0 --env staging',
      { ask: 'rehearseDeploy', intent: { ...deploy, environment: 'staging' } },
    ],
    ['/deploy shop 1.5.0 —DRY-RUN', { ask: 'rehearseDeploy', intent: deploy }],
    ['/rollback shop --dry-run', { ask: 'rehearseRollback', intent: back }],
    ['/rollback shop --capture-only', { ask: 'capture', intent: capture }],
    [
      '/rollback --capture-only shop --env staging --reason "slow"',
      { ask: 'capture', intent: { ...capture, environment: 'staging', reason: 'slow' } },
    ],
    ['/rollback shop now --dry-run', { ask: 'rehearseRollback', intent: back }],
    ['/rollback --dry-run shop to 7 now', { ask: 'rehearseRollback', intent: { ...back, to: '7' } }],
    ['/deploy history', { ask: 'lately', after: null }],
    ['/deploy history shop', { ask: 'history', of: ['shop', null], after: null }],
    ['/deploy HISTORY Shop --env staging', { ask: 'history', of: ['Shop', 'staging'], after: null }],
    ['/deploy retry shop', { ask: 'repeat', intent: { ...again, action: 'retry' } }],
    ['/deploy RETRY Shop', { ask: 'repeat', intent: { ...again, action: 'retry', service: 'Shop' } }],
    [
      '/deploy retry shop --reason "db is back"',
      { ask: 'repeat', intent: { ...again, action: 'retry', reason: 'db is back' } },
    ],
    ['/deploy restart shop', { ask: 'repeat', intent: { ...again, action: 'restart' } }],
    [
      '/deploy restart shop --env staging',
      { ask: 'repeat', intent: { ...again, action: 'restart', environment: 'staging' } },
    ],
    ['/deploy debug shop busybox:1.36', { ask: 'debug', intent: { ...scaling, image: 'busybox:1.36' } }],
    ['/deploy scale shop 6', { ask: 'scale', intent: { ...scaling, pods: 6 } }],
    [
      '/deploy scale shop 6 --env staging --reason "launch"',
      { ask: 'scale', intent: { ...scaling, pods: 6, environment: 'staging', reason: 'launch' } },
    ],
    ['/rollback drill shop', { ask: 'repeat', intent: { ...again, action: 'drill' } }],
    [
      '/rollback DRILL shop --env staging --reason "every month"',
      { ask: 'repeat', intent: { ...again, action: 'drill', environment: 'staging', reason: 'every month' } },
    ],
    ['/rollback shop', { ask: 'plan', intent: back }],
    ['/rollback -- drill now', { ask: 'rollback', intent: { ...back, service: 'drill', pressedAt: AT } }],
    ['/rollback shop now', { ask: 'rollback', intent: { ...back, pressedAt: AT } }],
    ['/rollback shop NOW', { ask: 'rollback', intent: { ...back, pressedAt: AT } }],
    ['/rollback shop to 1.4.2', { ask: 'plan', intent: { ...back, to: '1.4.2' } }],
    ['/rollback shop To 7', { ask: 'plan', intent: { ...back, to: '7' } }],
    ['/rollback shop to 1.4.2 now', { ask: 'rollback', intent: { ...back, to: '1.4.2', pressedAt: AT } }],
    ['/rollback shop to now now', { ask: 'rollback', intent: { ...back, to: 'now', pressedAt: AT } }],
    [
      '/rollback shop now --env staging',
      { ask: 'rollback', intent: { ...back, environment: 'staging', pressedAt: AT } },
    ],
    ['/rollback shop now --reason "5xx"', { ask: 'rollback', intent: { ...back, reason: '5xx', pressedAt: AT } }],
  ])('%s', async (line, call) => {
    expect((await type(line)).calls).toEqual([call]);
  });
});

describe('a line is not understood, and nothing is asked:', () => {
  test.each([
    ['/deploy shop', 'A service and a version are needed.'],
    ['/deploy shop 1.5.0 now', '"now" is too much; put a reason in quotes.'],
    ['/deploy shop 1.5.0 --reason too slow', 'It is not clear where the reason ends (“too slow”); put it in quotes.'],
    ['/deploy shop 1.5.0 --force', 'There is no option --force here.'],
    ['/deploy shop 1.5.0 -f', 'There is no option -f here.'],
    ['/deploy shop 1.5.0 --env', '--env needs a value after it.'],
    ['/deploy shop 1.5.0 --env --reason x', '--env needs a value after it.'],
    ['/deploy shop 1.5.0 --reason "--env=staging"', '--reason needs a value after it.'],
    ['/deploy shop 1.5.0 --reason "open', 'A quote is opened and never closed.'],
    ['/deploy promote', 'A service is needed.'],
    ['/deploy promote shop cart', '"cart" is too much; put a reason in quotes.'],
    ['/deploy promote shop --full=yes', '--full takes no value.'],
    ['/deploy pause shop --full', 'There is no option --full here.'],
    ['/deploy shop --dry-run', 'A service and a version are needed.'],
    ['/deploy shop 1.5.0 --dry-run=yes', '--dry-run takes no value.'],
    ['/deploy shop 1.5.0 --dry', 'There is no option --dry here.'],
    ['/deploy shop 1.5.0 --dryrun', 'There is no option --dryrun here.'],
    ['/deploy shop 1.5.0 --dry-run --dry-run', '--dry-run is there more than once.'],
    ['/rollback --dry-run', 'A service is needed.'],
    ['/rollback shop now --dryrun', 'There is no option --dryrun here.'],
    ['/rollback shop now --dry-run=false', '--dry-run takes no value.'],
    ['/rollback --capture-only', 'A service is needed.'],
    ['/deploy debug shop', 'A service and an image are needed.'],
    ['/deploy scale shop', 'A service and a number of pods are needed.'],
    ['/deploy scale shop many', '"many" is no number of pods.'],
    ['/rollback drill shop now', '"now" is too much; put a reason in quotes.'],
    ['/rollback shop --capture-only=yes', '--capture-only takes no value.'],
    ['/rollback shop now --capture-only', ONLY],
    ['/rollback shop to 1.4.2 --capture-only', ONLY],
    ['/rollback shop --capture-only --dry-run', ONLY],
    ['/deploy shop 1.5.0 --capture-only', 'There is no option --capture-only here.'],
    ['/deploy promote shop --dry-run', 'There is no option --dry-run here.'],
    ['/deploy retry', 'A service is needed.'],
    ['/deploy retry shop 1.5.0', '"1.5.0" is too much; put a reason in quotes.'],
    ['/deploy retry shop --full', 'There is no option --full here.'],
    ['/deploy retry shop --reason', '--reason needs a value after it.'],
    ['/deploy restart', 'A service is needed.'],
    ['/deploy restart shop cart', '"cart" is too much; put a reason in quotes.'],
    ['/deploy restart shop --in 5m', 'There is no option --in here.'],
    ['/deploy restart shop --env', '--env needs a value after it.'],
    ['/deploy acknowledge', 'A service is needed.'],
    ['/deploy acknowledge shop cart', '"cart" is too much; put a reason in quotes.'],
    ['/deploy lift', 'A service is needed.'],
    ['/deploy lift shop cart', '"cart" is too much; put a reason in quotes.'],
    ['/deploy lift shop --force', 'There is no option --force here.'],
    ['/deploy lift shop --env', '--env needs a value after it.'],
    ['/deploy status shop cart', '"cart" is too much; put a reason in quotes.'],
    ['/deploy status --env staging', 'A service is needed.'],
    ['/deploy history --env staging', 'A service is needed.'],
    ['/deploy history shop cart', '"cart" is too much; put a reason in quotes.'],
    ['/deploy history shop --all', 'There is no option --all here.'],
    ['/deploy history shop --reason why', 'There is no option --reason here.'],
    ['/rollback --env staging', 'A service is needed.'],
    ['/rollback shop to', '"to" is neither "to <version>" nor "now"; put a reason in quotes.'],
    ['/rollback shop 1.4.2', '"1.4.2" is neither "to <version>" nor "now"; put a reason in quotes.'],
    ['/rollback shop now to 1.4.2', '"now to 1.4.2" is neither "to <version>" nor "now"; put a reason in quotes.'],
    ['/explode shop', 'There is no command /explode.'],
  ])('%s', async (line, why) => {
    const engine = new FakeEngine();
    const refused = await refusal(type(line, engine));
    expect({ code: refused.code, why: refused.why }).toEqual({ code: 'usage', why });
    expect(refused.hint).toContain('/');
    expect(engine.calls).toEqual([]);
  });
});

describe('a misspelled verb is recognised', () => {
  test.each([
    ['/deploy stauts', 'Did you mean /deploy status?'],
    ['/deploy histroy', 'Did you mean /deploy history?'],
    ['/deploy hlep', 'Did you mean /deploy help?'],
    ['/deploy promot shop', 'Did you mean /deploy promote?'],
    ['/deploy abrot shop', 'Did you mean /deploy abort?'],
  ])('%s', async (line, hint) => {
    const engine = new FakeEngine();
    engine.before = () => Promise.reject(problem('unknown-service'));
    expect((await refusal(type(line, engine))).hint).toContain(hint);
  });

  test('but another refusal stays what it is', async () => {
    const engine = new FakeEngine();
    engine.before = () => Promise.reject(problem('not-allowed'));
    expect((await refusal(type('/deploy promot shop', engine))).hint).toBe('Do something else.');
  });

  test('and a service that sounds like nothing of ours gets no advice about verbs', async () => {
    const engine = new FakeEngine();
    engine.before = () => Promise.reject(problem('unknown-service'));
    expect((await refusal(type('/deploy checkout 1.0', engine))).hint).toBe('Do something else.');
  });
});

describe('the answer', () => {
  test.each(['/deploy help', '/deploy HELP me', '/rollback help'])('to %s is the list of all verbs', async (line) => {
    const { text, calls } = await type(line);
    for (const { usage } of VERBS) expect(text).toContain(usage.split(/ [<[]/)[0]);
    expect(calls).toEqual([]);
  });

  test.each(['/deploy', '/rollback', '/incident'])('to %s help begins with that command', async (command) => {
    const { text } = await type(`${command} help`);
    expect(text.indexOf(`\`${command} `)).toBe(text.indexOf('`/'));
  });

  test('to a deployment names the release and its channel', async () => {
    expect((await type('/deploy shop 1.5.0')).text).toMatch(/shop-production-x7k2p/);
    expect((await type('/deploy shop 1.5.0')).text).toContain('<#C0RELEASES>');
  });

  test('to a deployment that memory does not show yet says where the card appears all the same', async () => {
    const engine = new FakeEngine();
    engine.all = [];
    expect((await type('/deploy shop 1.5.0', engine)).text).toContain('its card appears in its channel');
  });

  test('to a retry or a restart says which it is', async () => {
    expect((await type('/deploy retry shop')).text).toContain('Another try of *shop*');
    expect((await type('/deploy restart shop')).text).toContain('Restart of *shop*');
  });

  test('to a dry run is the report', async () => {
    expect((await type('/deploy shop 1.5.0 --dry-run')).text).toMatch(/It would begin.*Nothing was changed/);
    expect((await type('/rollback shop now --dry-run')).text).toMatch(/Dry run.*Roll back.*Nothing was changed/);
  });

  test('to an approval that is not enough counts', async () => {
    const engine = new FakeEngine();
    engine.pressed = { carriedOut: false, given: 1, needed: 2 };
    expect((await type('/deploy promote shop', engine)).text).toContain('1 of 2 given');
  });

  test('to status is a list, of one service its card without buttons', async () => {
    const engine = new FakeEngine();
    engine.all = [view(status('Progressing'), { offers: ['pause', 'abort'] })];
    expect((await type('/deploy status', engine)).text).toContain('1 release running');
    const { text } = await type('/deploy status shop', engine);
    expect(text).toContain('shop-production-x7k2p');
    expect(text).not.toContain('"type":"actions"');
  });

  test('to status of a service in several environments is a list, and with --env the card', async () => {
    const engine = new FakeEngine();
    const staging = { ...release(status('Completed')), spec: { ...release(null).spec, environment: 'staging' } };
    engine.all = [view(status('Progressing')), { ...view(status('Completed')), release: staging }];
    expect((await type('/deploy status shop', engine)).text).toContain('1 release running');
    expect((await type('/deploy status shop --env staging', engine)).text).not.toContain('running');
  });

  const held = { ...release(status('RolledBack', { rollback: rollback(), hold: HELD })), name: 'shop-production-held' };

  test('to status tells which rollback holds releases up', async () => {
    const engine = new FakeEngine();
    engine.all = [view(status('Completed'), { held })];
    expect((await type('/deploy status shop', engine)).text).toMatch(/Held.*\/deploy lift shop.*Errors at checkout/);
    expect((await type('/deploy status', engine)).text).toContain('held');
    expect((await type('/deploy status')).text).not.toContain('held');
  });

  test('to lift asks for the hold that stands, on whichever release, and says that it is lifted', async () => {
    const engine = new FakeEngine();
    engine.all = [view(status('Completed'), { held })];
    const { text, calls } = await type('/deploy lift shop --reason "fixed"', engine);
    expect(text).toContain('The hold is lifted');
    expect(calls).toEqual([
      { ask: 'press', intent: { ...pressed, offer: 'lift', release: 'shop-production-held', reason: 'fixed' } },
    ]);
  });

  test('to lift where nothing is held says so, and asks for nothing', async () => {
    const engine = new FakeEngine();
    expect((await refusal(type('/deploy lift shop', engine))).code).toBe('not-offered');
    engine.all = [];
    expect((await refusal(type('/deploy lift shop', engine))).code).toBe('nothing-running');
    expect(engine.calls).toEqual([]);
  });

  test('to acknowledge asks for the newest rollback that waits for it', async () => {
    const engine = new FakeEngine();
    const waiting = view(status('RolledBack', { rollback: rollback() }), { offers: ['acknowledge'] });
    const { release: done } = waiting;
    const older = { ...waiting, release: { ...done, name: 'shop-production-older' } };
    engine.page = {
      releases: [VIEW, waiting, older].map((each) => ({ view: each, revision: null })),
      newer: 0,
      older: 0,
    };
    const { text, calls } = await type('/deploy acknowledge shop --reason "seen"', engine);
    expect(text).toContain('Acknowledged');
    expect(calls.slice(1)).toEqual([
      { ask: 'press', intent: { ...pressed, offer: 'acknowledge', release: done.name, reason: 'seen' } },
    ]);
  });

  test('to acknowledge where nothing waits for it says so, and asks for nothing more', async () => {
    const engine = new FakeEngine();
    expect((await refusal(type('/deploy acknowledge shop', engine))).code).toBe('not-offered');
    expect(engine.calls.map(({ ask }) => ask)).toEqual(['history']);
  });

  test('to status when nothing was released yet says so', async () => {
    const engine = new FakeEngine();
    engine.all = [];
    expect((await type('/deploy status', engine)).text).toContain('No releases yet');
    expect((await refusal(type('/deploy pause shop', engine))).code).toBe('nothing-running');
  });

  test('to a rollback is the plan with one button, which carries what was planned', async () => {
    const { text } = await type('/rollback shop');
    const value = { release: 'shop-production-x7k2p', service: 'shop', environment: 'production', from: NEW_HASH };
    expect(text).toContain(JSON.stringify(pressValue(value)));
    const named = await type('/rollback shop to 1.4.2');
    // The version itself: another one may have the same image.
    expect(named.text).toContain(JSON.stringify(pressValue({ ...value, to: plan().to.hash ?? '' })));
  });

  test('to a rollback at once says that it started', async () => {
    expect((await type('/rollback shop now')).text).toContain('started');
  });
});

describe('a press', () => {
  const approval = pressValue({ release: 'shop-production-x7k2p', basis: BASIS });
  const wayBack = { release: 'r', service: 'shop', environment: 'production', from: NEW_HASH };
  const doIt = (actionId: string, value: string, engine = new FakeEngine()) =>
    press({ by: ANN, receivedAt: AT, actionId, value }, depsOf(engine, AT)).then(() => engine.calls);

  test.each(['approve', 'reject', 'promote', 'promoteFull', 'pause', 'resume', 'abort', 'retry', 'lift'])(
    'on %s asks for it, bound to what the card showed',
    async (offer) => {
      expect(await doIt(`release.${offer}`, approval)).toEqual([
        {
          ask: 'press',
          intent: { by: ANN, offer, release: 'shop-production-x7k2p', basis: BASIS, reason: null, pressedAt: AT },
        },
      ]);
    },
  );

  test.each(['release.rollback', 'release.further', 'rollback.now'])(
    'on %s rolls back, from the moment it arrived',
    async (actionId) => {
      expect(await doIt(actionId, pressValue({ ...wayBack, to: OLD }))).toMatchObject([
        { ask: 'rollback', intent: { service: 'shop', from: NEW_HASH, to: OLD, pressedAt: AT, by: ANN } },
      ]);
      expect(await doIt(actionId, pressValue(wayBack))).toMatchObject([{ intent: { to: null } }]);
    },
  );

  test.each([
    ['nothing', 'release.approve', ''],
    ['no JSON', 'release.approve', '{'],
    ['another type', 'release.approve', '[]'],
    ['a value far too long', 'release.approve', JSON.stringify({ release: 'x'.repeat(3_000), basis: BASIS })],
    ['a step that is no number', 'release.approve', JSON.stringify({ release: 'r', basis: { ...BASIS, step: '2' } })],
    ['a prototype', 'release.approve', '{"__proto__":{"release":"r"},"basis":null}'],
    ['the rollback of another button', 'release.reject', pressValue(wayBack)],
    ['an approval on a rollback', 'release.rollback', approval],
    ['an action that does not exist', 'release.explode', approval],
    ['an action that is only inherited', 'release.constructor', approval],
    ['no action', '', approval],
  ])('with %s is refused and asks for nothing', async (_name, actionId, value) => {
    const engine = new FakeEngine();
    expect((await refusal(doIt(actionId, value, engine))).code).toBe('not-offered');
    expect(engine.calls).toEqual([]);
  });

  test('is urgent exactly when it moves traffic at once', () => {
    expect(['rollback.now', 'release.rollback', 'release.further', 'release.reject'].every(isUrgentPress)).toBe(true);
    expect(['release.approve', 'release.abort', ''].some(isUrgentPress)).toBe(false);
  });

  test.each([
    ['/rollback', 'shop now', true],
    ['/rollback', '', false],
    ['/rollback', ' ', false],
    ['/rollback', 'shop', true],
    ['/rollback', 'help', false],
    ['/deploy', 'reject shop', true],
    ['/deploy', '  REJECT shop', true],
    ['/deploy', 'rejected 1.0', false],
    ['/deploy', 'shop 1.5.0', false],
    ['/deploy', 'abort shop', false],
    ['/deploy', '', false],
    ['/x', 'reject', false],
  ])('and so is a command: %s %s', (command, text, urgent) => {
    expect(isUrgentCommand(command, text)).toBe(urgent);
  });
});

describe('whatever becomes of a request', () => {
  async function ask(run: () => Promise<never>) {
    const lines: [string, object, string][] = [];
    const outcomes: [Outcome, string | undefined][] = [];
    const answer = await answered('/deploy x', { by: ANN, receivedAt: new Date() }, run, {
      log: { info: (...said) => lines.push(['info', ...said]), error: (...said) => lines.push(['error', ...said]) },
      outcome: (...said) => outcomes.push([said[0], said[1]]),
      telling: IN_WORDS,
    });
    expectValid(answer);
    return { text: JSON.stringify(answer), lines, outcomes };
  }

  test('a problem is an answer and an ordinary line', async () => {
    const { text, lines, outcomes } = await ask(() => Promise.reject(problem('stale')));
    expect(text).toContain('It was refused.');
    expect(lines).toMatchObject([['info', { by: 'U0ANN', what: '/deploy x', code: 'stale' }, 'request refused']]);
    expect(outcomes).toEqual([['refused', 'stale']]);
  });

  test('anything else is a reference, and all about it in the log', async () => {
    const error = new TypeError('x is undefined');
    const { text, lines, outcomes } = await ask(() => Promise.reject(error));
    expect(lines).toMatchObject([['error', { err: error, reference: expect.any(String) }, 'request failed']]);
    const [, fields] = lines[0] ?? [];
    expect(text).toContain((fields as { reference: string }).reference);
    expect(text).not.toContain('undefined');
    expect(outcomes).toEqual([['failed', undefined]]);
  });
});

test('every command has a main verb, and every verb a command', () => {
  expect([...new Set(VERBS.map(({ command }) => command))].sort()).toEqual(
    COMMANDS.map(({ command }) => command).sort(),
  );
  for (const { command } of COMMANDS) {
    expect(VERBS.filter((verb) => verb.command === command && verb.name === '')).toHaveLength(1);
  }
});

import { type Decision, decide, type Situation } from '../../../src/engine/release/decide.ts';
import type { Verb } from '../../../src/model/decision.ts';
import type { Rollback } from '../../../src/model/rollback.ts';
import {
  BASIS,
  environmentOf,
  KEPT,
  NEW,
  NOW,
  paused,
  releaseOf,
  resting,
  SINCE,
  statusOf,
  updating,
  WISH,
} from '../support/situations.ts';

const IMAGE_NEW = 'ghcr.io/acme/shop:2.0.0';
const rollback: Rollback = {
  by: { kind: 'user', id: 'UDEV' },
  cause: 'pressed',
  from: { hash: NEW, image: IMAGE_NEW },
  to: KEPT,
  mechanism: 'abort-canary',
  clock: { pressedAt: SINCE },
};
const off = { ...rollback, clock: { ...rollback.clock, zeroAt: SINCE } };

function at(differs: Partial<Situation>): Situation {
  return { release: releaseOf(null), environment: environmentOf(), snapshot: paused(), newest: true, ...differs };
}

const on = (...[phase, differs]: Parameters<typeof statusOf>) => releaseOf(statusOf(phase, differs));
const wish = (verb: Verb) => on('AwaitingApproval', { wish: { ...WISH, verb } });
const pursue = (purpose: string, goal: object) => ({ do: 'pursue', purpose, goal });

const cases: readonly [string, Partial<Situation>, object][] = [
  ['takes up what nobody has taken up', { release: releaseOf(null) }, { do: 'take-up' }],
  ['takes up what was only asked for', { release: on('Pending') }, { do: 'take-up' }],
  ['takes up without knowing the target yet', { release: on('Pending'), snapshot: null }, { do: 'take-up' }],
  ['waits while the target is not known', { release: on('Progressing'), snapshot: null }, { do: 'wait' }],
  [
    'starts what was taken up',
    { release: on('Starting'), snapshot: resting() },
    pursue('start', { verb: 'start', image: IMAGE_NEW, found: KEPT.image }),
  ],
  [
    'promotes on exactly what was approved',
    { release: wish('promote') },
    pursue('wish', { verb: 'promote', basis: BASIS }),
  ],
  [
    'promotes its own version fully',
    { release: wish('promoteFull') },
    pursue('wish', { verb: 'promoteFull', hash: NEW }),
  ],
  ['aborts its own version', { release: wish('abort') }, pursue('wish', { verb: 'abort', hash: NEW })],
  ['halts', { release: wish('pause') }, pursue('wish', { verb: 'pause' })],
  ['resumes', { release: wish('resume') }, pursue('wish', { verb: 'resume' })],
  [
    'goes back before it looks at anything else',
    { release: on('RollingBack', { rollback, wish: WISH }) },
    pursue('rollback', { verb: 'rollback', from: rollback.from, to: KEPT }),
  ],
  [
    'goes on going back after the traffic is off',
    { release: on('RollingBack', { rollback: off }), snapshot: resting() },
    pursue('rollback', { verb: 'rollback', from: rollback.from, to: KEPT }),
  ],
  ['waits when nothing says what to go back to', { release: on('RollingBack') }, { do: 'wait' }],
  [
    'has the controller act on what it has lost, before anything is concluded',
    { release: on('Progressing'), snapshot: updating({ unheeded: 'abort', phase: 'Aborted' }) },
    pursue('heed', { verb: 'heed' }),
  ],
  ['leaves a completed release alone', { release: on('Completed') }, { do: 'wait' }],
  ['leaves a refused release alone', { release: on('Refused') }, { do: 'wait' }],
  ['leaves a superseded release alone', { release: on('Superseded') }, { do: 'wait' }],
  ['leaves a release that was rolled back alone', { release: on('RolledBack') }, { do: 'wait' }],
  [
    'leaves an aborted release alone when a younger one exists',
    { release: on('Aborted'), newest: false },
    { do: 'wait' },
  ],
];

test.each(cases)('%s', (_, differs, expected) => {
  expect(decide(at(differs), NOW)).toEqual(expected);
});

const recorded: readonly [string, Partial<Situation>, string][] = [
  ['what it sees', { release: on('Progressing') }, 'AwaitingApproval'],
  ['that an aborted release, the newest, goes on', { release: on('Aborted') }, 'AwaitingApproval'],
  ['when the traffic is off, once', { release: on('RollingBack', { rollback }), snapshot: resting() }, 'RollingBack'],
];

test.each(recorded)('writes down %s', (_, differs, phase) => {
  const decision: Decision = decide(at(differs), NOW);
  expect(decision).toMatchObject({ do: 'record', status: { phase } });
});

test('when the traffic went off is the time of the clock', () => {
  const decision = decide(at({ release: on('RollingBack', { rollback }), snapshot: resting() }), NOW);
  expect(decision).toMatchObject({ status: { rollback: { clock: { zeroAt: NOW.toISOString() } } } });
});

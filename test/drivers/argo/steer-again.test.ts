import type { TargetFacts } from '../../../src/drivers/argo/facts.ts';
import { steer } from '../../../src/drivers/argo/steer.ts';
import { Trail } from '../../../src/drivers/argo/trail.ts';
import type { Goal } from '../../../src/engine/ports.ts';
import {
  blueGreenFacts,
  canaryFacts,
  doneFacts,
  type FactsChange,
  NEW,
  NEW_IMAGE,
  NOW,
  OLD,
  OLD_IMAGE,
  replicaSet,
} from './builders.ts';

const AT = '2026-11-21T11:59:30Z';
const BEFORE = '2026-11-20T08:00:00Z';
const AFTER = '2026-11-21T11:59:50Z';
const retry: Goal = { verb: 'retry', hash: NEW };
const restart: Goal = { verb: 'restart', hash: NEW, at: AT };

const drill = { verb: 'drill', image: NEW_IMAGE, mark: '1795262400' } as const;

/** A drill's mark in the spec, and in the version that the controller has made of it. */
const marked = (wanted: string, hash: string, seen: string | null, rollout: FactsChange['rollout'] = {}) =>
  doneFacts(null, {
    rollout: { drill: wanted, ...rollout },
    facts: { replicaSets: [replicaSet(hash, { drill: seen }), replicaSet(OLD)] },
  });

const ABORTED = { abort: true, abortSeen: true, pause: null, stepIndex: 0, phase: 'Degraded' } as const;
const aborted = ({ rollout, ...rest }: FactsChange = {}) =>
  canaryFacts({ rollout: { ...ABORTED, ...rollout }, ...rest });

/** Blue-green, aborted; its preview is there with so many pods and perhaps a time at which they go. */
function abortedBlueGreen(desired: number, scaleDownAt: string | null): TargetFacts {
  const preview = replicaSet(NEW, { desired, current: desired, available: desired, ready: desired, scaleDownAt });
  return blueGreenFacts({ rollout: ABORTED, facts: { replicaSets: [preview, replicaSet(OLD)] } });
}

const restarting = (wanted: string | null, done: string | null, change: FactsChange = {}) =>
  doneFacts(null, { ...change, rollout: { restart: { wanted, done }, ...change.rollout } });

const cases: readonly [string, Goal, TargetFacts, string][] = [
  ['retry ends the abort', retry, aborted(), 'retry'],
  ['retry waits until the controller has processed it', retry, aborted({ rollout: { abort: false } }), 'wait'],
  [
    'retry is done when the update goes on',
    retry,
    canaryFacts({ rollout: { abort: false, abortSeen: false } }),
    'done',
  ],
  ['retry is done when the version is stable by now', retry, doneFacts(null), 'done'],
  ['retry of another version is impossible', retry, aborted({ rollout: { current: 'ccc' } }), 'impossible'],
  [
    'retry waits while a change of the template was not seen: its pick-up would end the abort itself',
    retry,
    aborted({ rollout: { generationSeen: false } }),
    'wait',
  ],
  ['retry waits while the Rollout is changing', retry, aborted({ facts: { changedAt: NOW - 100 } }), 'wait'],
  [
    'retry of blue-green waits while pods that are marked to go still run: it would switch at once',
    retry,
    abortedBlueGreen(2, '2026-11-21T12:00:20Z'),
    'wait',
  ],
  [
    'retry of blue-green waits although the time has passed, as long as the pods are wanted',
    retry,
    abortedBlueGreen(2, '2026-11-21T11:00:00Z'),
    'wait',
  ],
  ['retry of blue-green goes on at zero pods', retry, abortedBlueGreen(0, '2026-11-21T11:59:59Z'), 'retry'],
  ['retry of blue-green goes on where nothing is marked to go', retry, abortedBlueGreen(2, null), 'retry'],
  [
    'retry of a canary does not wait for its pods to go: it starts at the first step anyway',
    retry,
    aborted({
      facts: { replicaSets: [replicaSet(NEW, { scaleDownAt: '2026-11-21T12:00:20Z' }), replicaSet(OLD)] },
    }),
    'retry',
  ],

  ['restart says so', restart, restarting(null, null), 'restart'],
  ['restart says so after an earlier one', restart, restarting(BEFORE, BEFORE), 'restart'],
  ['restart waits while pods are replaced', restart, restarting(AT, BEFORE), 'wait'],
  [
    'restart waits for the pods that came last',
    restart,
    restarting(AT, AT, { facts: { replicaSets: [replicaSet(NEW, { available: 1 }), replicaSet(OLD)] } }),
    'wait',
  ],
  ['restart is done when the controller says so and all pods are there', restart, restarting(AT, AT), 'done'],
  ['restart is done by a later one', restart, restarting(AFTER, AFTER), 'done'],
  ['restart waits for a later one', restart, restarting(AFTER, BEFORE), 'wait'],
  [
    'restart waits until it is seen',
    restart,
    restarting(AT, BEFORE, { rollout: { generationSeen: false, restart: { wanted: AT, done: BEFORE } } }),
    'wait',
  ],
  [
    'restart is over when another version is wanted',
    restart,
    restarting(AT, BEFORE, { rollout: { current: 'ccc', restart: { wanted: AT, done: BEFORE } } }),
    'impossible',
  ],
  ['restart is not begun while an update is under way', restart, canaryFacts(), 'impossible'],

  ['a drill marks what is there', drill, doneFacts(null), 'mark-drill'],
  ['a drill marks it anew after another one', drill, marked('1', NEW, '1'), 'mark-drill'],
  ['a drill waits until its mark is seen', drill, marked('1795262400', NEW, null), 'wait'],
  [
    'a drill is there when the version with its mark is the wanted one',
    drill,
    marked('1795262400', NEW, '1795262400'),
    'done',
  ],
  [
    'a drill waits while the Rollout has seen no more than another number of pods',
    drill,
    marked('1795262400', NEW, '1795262400', { generationSeen: false }),
    'wait',
  ],
  ['a drill is over when the image was changed', { ...drill, image: OLD_IMAGE }, doneFacts(null), 'impossible'],
];

test.each(cases)('%s', (_name, goal, facts, expected) => {
  const next = steer(goal, facts, new Trail(NOW), NOW);
  expect(next.do === 'move' ? next.move.name : next.do).toBe(expected);
});

test('a Rollout that never rests is tried again all the same', () => {
  const facts = aborted({ facts: { changedAt: NOW } });
  expect(steer(retry, facts, new Trail(NOW - 2_900), NOW)).toMatchObject({ do: 'wait', for: 'quiet' });
  expect(steer(retry, facts, new Trail(NOW - 3_100), NOW)).toMatchObject({ do: 'move' });
});

test('a retry that the controller does not act on, whoever made it, is followed by a nudge', () => {
  const facts = aborted({ rollout: { abort: false, images: [{ pointer: '/x', container: 'app', image: NEW_IMAGE }] } });
  const trail = new Trail(NOW - 500);
  expect(steer(retry, facts, trail, NOW)).toMatchObject({ move: { name: 'nudge' } });
  expect(steer({ verb: 'heed' }, facts, trail, NOW)).toMatchObject({ move: { name: 'nudge' } });
  expect(steer({ verb: 'heed' }, aborted(), trail, NOW)).toEqual({ do: 'done' });
});

import type { TargetFacts } from '../../../src/drivers/argo/facts.ts';
import { steer } from '../../../src/drivers/argo/steer.ts';
import { Trail } from '../../../src/drivers/argo/trail.ts';
import type { Goal } from '../../../src/engine/ports.ts';
import { blueGreenFacts, canaryFacts, doneFacts, NEW, NEW_IMAGE, NOW, OLD, OLD_IMAGE, replicaSet } from './builders.ts';

const basis = { hash: NEW, step: 1, pausedSince: '2026-11-21T11:59:00Z' };
const promote: Goal = { verb: 'promote', basis };
const full: Goal = { verb: 'promoteFull', hash: NEW };
const abort: Goal = { verb: 'abort', hash: NEW };
const start: Goal = { verb: 'start', image: NEW_IMAGE, found: OLD_IMAGE };

const oldSpec = canaryFacts({
  rollout: {
    images: [{ pointer: '/spec/template/spec/containers/0', container: 'app', image: OLD_IMAGE }],
    current: OLD,
  },
});

const inDeployment = canaryFacts({
  rollout: { images: [], workloadRef: { kind: 'Deployment', name: 'shop-app' }, workloadSeen: '4' },
  facts: {
    workload: {
      generation: 4,
      images: [
        { deployment: 'shop-app', pointer: '/spec/template/spec/containers/0', container: 'app', image: NEW_IMAGE },
      ],
      drill: null,
      replicas: 0,
      manager: null,
      git: null,
    },
  },
});

const cases: readonly [string, Goal, TargetFacts, string][] = [
  ['start sets the image', start, oldSpec, 'set-image'],
  [
    'start waits until the controller has seen the image',
    start,
    canaryFacts({ rollout: { generationSeen: false } }),
    'wait',
  ],
  [
    'start waits while the controller has seen the generation and still works for the former image',
    start,
    canaryFacts({ rollout: { current: OLD } }),
    'wait',
  ],
  ['start is done when a ReplicaSet with the image is wanted', start, canaryFacts(), 'done'],
  ['start is done when the controller has acted on the image in the Deployment', start, inDeployment, 'done'],
  [
    'start waits while the controller has seen the Rollout but not yet the Deployment',
    start,
    { ...inDeployment, rollout: { ...inDeployment.rollout, workloadSeen: '3' } },
    'wait',
  ],
  ['start without the Deployment is impossible', start, { ...inDeployment, workload: null }, 'impossible'],
  ['start gives way when somebody else has set a third image', { ...start, found: 'other:1' }, oldSpec, 'impossible'],
  ['start without such a container is impossible', start, canaryFacts({ rollout: { images: [] } }), 'impossible'],

  ['promote ends the pause that was seen', promote, canaryFacts(), 'clear-pause'],
  ['promote ends the pause with the template in a Deployment', promote, inDeployment, 'clear-pause'],
  ['promote is impossible while the Deployment is missing', promote, { ...inDeployment, workload: null }, 'impossible'],
  [
    'promote is impossible while the controller finds the Rollout invalid',
    promote,
    canaryFacts({ rollout: { invalidSpec: 'deployments.apps "shop-app" not found' } }),
    'impossible',
  ],
  [
    'promote waits when the Deployment goes missing between the write and its effect',
    promote,
    {
      ...inDeployment,
      rollout: { ...inDeployment.rollout, pause: null, controllerPause: true, phase: 'Degraded' },
      workload: null,
    },
    'wait',
  ],
  [
    'promote is done when the template is in an object that is never looked at',
    promote,
    {
      ...inDeployment,
      rollout: { ...inDeployment.rollout, workloadRef: { kind: 'PodTemplate', name: 'shop' }, stepIndex: 2 },
      workload: null,
    },
    'done',
  ],
  [
    'promote waits while the Rollout is changing: a status write is easily lost then',
    promote,
    canaryFacts({ facts: { changedAt: NOW - 100 } }),
    'wait',
  ],
  [
    'promote is done when the step has passed',
    promote,
    canaryFacts({ rollout: { stepIndex: 2, pause: null } }),
    'done',
  ],
  [
    'promote never ends another pause than the one that was seen',
    promote,
    canaryFacts({ rollout: { pause: { reason: 'CanaryPauseStep', startTime: '2026-11-21T12:00:00Z' } } }),
    'done',
  ],
  [
    'promote waits for a pause that is cleared but not processed',
    promote,
    canaryFacts({ rollout: { pause: null } }),
    'wait',
  ],
  ['promote of an aborted update is impossible', promote, canaryFacts({ rollout: { abort: true } }), 'impossible'],
  ['promote of another version is impossible', promote, canaryFacts({ rollout: { current: 'ccc' } }), 'impossible'],
  [
    'promote accepts an inconclusive analysis and goes on',
    promote,
    canaryFacts({ rollout: { pause: { reason: 'InconclusiveAnalysisRun', startTime: basis.pausedSince } } }),
    'accept-inconclusive',
  ],
  [
    'promote switches blue-green',
    { verb: 'promote', basis: { ...basis, step: null } },
    blueGreenFacts(),
    'clear-pause',
  ],

  ['a full promotion asks for it', full, canaryFacts(), 'promote-full'],
  [
    'a full promotion of an aborted update is refused: it would bring the bad version to everybody',
    full,
    canaryFacts({ rollout: { abort: true } }),
    'impossible',
  ],
  ['a full promotion lets a paused rollout go first', full, canaryFacts({ rollout: { paused: true } }), 'set-paused'],
  ['a full promotion is done when the new version is stable and serves', full, doneFacts(null), 'done'],
  [
    'a full promotion that stands in the object is waited for',
    full,
    canaryFacts({ rollout: { promoteFull: true } }),
    'wait',
  ],

  ['abort asks for it', abort, canaryFacts(), 'abort'],
  [
    'abort waits for the pick-up, which would erase it',
    abort,
    canaryFacts({ rollout: { generationSeen: false } }),
    'wait',
  ],
  [
    'abort waits while the controller has seen the generation and still works for the former template',
    abort,
    canaryFacts({
      rollout: { images: [{ pointer: '/spec/template/spec/containers/0', container: 'app', image: 'c:3' }] },
    }),
    'wait',
  ],
  [
    'abort is done when it was processed and no traffic is left',
    abort,
    canaryFacts({ rollout: { abort: true, abortSeen: true }, facts: { canaryIngresses: {} } }),
    'done',
  ],
  [
    'abort that was processed with traffic left is not done',
    abort,
    canaryFacts({ rollout: { abort: true, abortSeen: true } }),
    'wait',
  ],
  ['abort of a finished update is impossible', abort, doneFacts(null), 'impossible'],
  [
    'abort that would strand the active Service is impossible',
    abort,
    blueGreenFacts({
      facts: { selectors: { active: NEW }, replicaSets: [replicaSet(NEW, { available: 0 }), replicaSet(OLD)] },
    }),
    'impossible',
  ],

  ['pause halts', { verb: 'pause' }, canaryFacts(), 'set-paused'],
  ['pause is done when it is seen', { verb: 'pause' }, canaryFacts({ rollout: { paused: true } }), 'done'],
  ['resume lets go', { verb: 'resume' }, canaryFacts({ rollout: { paused: true } }), 'set-paused'],
  [
    'resume is not done while only the generation was seen',
    { verb: 'resume' },
    canaryFacts({ rollout: { current: OLD } }),
    'wait',
  ],
  ['resume is done when it is seen', { verb: 'resume' }, canaryFacts(), 'done'],
];

test.each(cases)('%s', (_name, goal, facts, expected) => {
  const next = steer(goal, facts, new Trail(NOW), NOW);
  expect(next.do === 'move' ? next.move.name : next.do).toBe(expected);
});

test('a request that the controller does not act on, whoever made it, is followed by a nudge', () => {
  const facts = canaryFacts({ rollout: { abort: true } });
  const trail = new Trail(NOW - 500);
  expect(steer({ verb: 'heed' }, facts, trail, NOW)).toMatchObject({ move: { name: 'nudge' } });
  expect(steer({ verb: 'heed' }, canaryFacts(), trail, NOW)).toEqual({ do: 'done' });
});

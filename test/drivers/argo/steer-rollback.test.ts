import type { TargetFacts } from '../../../src/drivers/argo/facts.ts';
import { steer } from '../../../src/drivers/argo/steer.ts';
import { mechanismOf } from '../../../src/drivers/argo/steer-rollback.ts';
import { Trail } from '../../../src/drivers/argo/trail.ts';
import type { Goal } from '../../../src/engine/ports.ts';
import {
  backFacts,
  blueGreenFacts,
  canaryFacts,
  doneFacts,
  KEPT,
  NEW,
  NEW_IMAGE,
  NOW,
  OLD,
  OLD_IMAGE,
  replicaSet,
} from './builders.ts';

const goal: Goal & { verb: 'rollback' } = { verb: 'rollback', from: { hash: NEW, image: NEW_IMAGE }, to: KEPT };
const SOON = '2026-11-21T12:00:20Z';
const PAST = '2026-11-21T12:00:01Z';

const decide = (facts: TargetFacts, trail = new Trail(NOW), now = NOW) => steer(goal, facts, trail, now);

function moveOf(facts: TargetFacts, trail?: Trail, now?: number): string {
  const next = decide(facts, trail, now);
  return next.do === 'move' ? next.move.name : next.do;
}

const IN_SPEC_OLD = [{ pointer: '/spec/template/spec/containers/0', container: 'app', image: OLD_IMAGE }];
const half = { desired: 1, current: 1, ready: 1, available: 1 };
const DYNAMIC = { dynamicStableScale: true };
const NO_ROUTER = { router: { by: 'pods' } } as const;
const unready = { available: 1, ready: 1 };

const states: readonly [string, TargetFacts, string, string][] = [
  ['a canary on its way is aborted', canaryFacts(), 'abort-canary', 'abort'],
  [
    'a canary at its first step, without traffic, is aborted too',
    canaryFacts({ facts: { canaryIngresses: {} } }),
    'abort-canary',
    'abort',
  ],
  [
    'a canary that is aborted and off the router gets its template back',
    canaryFacts({ rollout: { abort: true, abortSeen: true }, facts: { canaryIngresses: { 'shop-shop-canary': 0 } } }),
    'abort-canary',
    'restore',
  ],
  [
    'a canary with an unready stable version is aborted, though Argo will wait for it',
    canaryFacts({ facts: { replicaSets: [replicaSet(NEW), replicaSet(OLD, unready)] } }),
    'abort-canary-waits-for-stable',
    'abort',
  ],
  [
    'an abort that waits for stable pods waits, and nudges nobody',
    canaryFacts({
      rollout: { abort: true, abortSeen: true },
      facts: { replicaSets: [replicaSet(NEW), replicaSet(OLD, unready)] },
    }),
    'abort-canary-waits-for-stable',
    'wait',
  ],
  [
    'a canary whose stable version is scaled with its traffic is aborted, and that takes as long as pods start',
    canaryFacts({ canary: DYNAMIC, facts: { replicaSets: [replicaSet(NEW), replicaSet(OLD, half)] } }),
    'abort-canary-as-pods-start',
    'abort',
  ],
  [
    'a canary without router is the same',
    canaryFacts({ canary: NO_ROUTER, facts: { replicaSets: [replicaSet(NEW), replicaSet(OLD, half)] } }),
    'abort-canary-as-pods-start',
    'abort',
  ],
  [
    'a canary without router whose stable version is whole goes back at once',
    canaryFacts({ canary: NO_ROUTER }),
    'abort-canary',
    'abort',
  ],
  [
    'an aborted canary without router that is paused by a user is let go, or its pods would stay',
    canaryFacts({ rollout: { abort: true, abortSeen: true, paused: true }, canary: NO_ROUTER }),
    'abort-canary',
    'set-paused',
  ],
  [
    'a version that the controller has not seen is taken out of the spec',
    canaryFacts({ rollout: { generationSeen: false, current: OLD } }),
    'restore-before-start',
    'restore',
  ],
  [
    'a finished canary whose old version is up comes back by a window',
    doneFacts(SOON),
    'restore-with-window',
    'restore',
  ],
  [
    'a finished canary whose old version goes down this moment is restored and promoted',
    doneFacts(PAST),
    'restore-and-promote',
    'restore',
  ],
  [
    'a finished canary whose old version is down is restored and promoted',
    doneFacts(null),
    'restore-and-promote',
    'restore',
  ],
  [
    'a finished canary without router never uses a window',
    doneFacts(SOON, { canary: NO_ROUTER }),
    'restore-and-promote',
    'restore',
  ],
  [
    'a half-scaled old version is not sent traffic by a window',
    doneFacts(SOON, { facts: { replicaSets: [replicaSet(NEW), replicaSet(OLD, { ...unready, scaleDownAt: SOON })] } }),
    'restore-and-promote',
    'restore',
  ],
  [
    'an old version that was created after the bad one is in no window',
    doneFacts(SOON, {
      facts: {
        replicaSets: [replicaSet(NEW, { createdAt: '2026-11-21T09:00:00Z' }), replicaSet(OLD, { scaleDownAt: SOON })],
      },
    }),
    'restore-and-promote',
    'restore',
  ],
  ['blue-green before the switch gets its template back', blueGreenFacts(), 'restore-before-switch', 'restore'],
  [
    'blue-green after the switch is aborted',
    blueGreenFacts({ facts: { selectors: { active: NEW } } }),
    'abort-after-switch',
    'abort',
  ],
  [
    'blue-green after the switch with unready new pods is not aborted: that would strand the Service',
    blueGreenFacts({ facts: { selectors: { active: NEW }, replicaSets: [replicaSet(NEW, unready), replicaSet(OLD)] } }),
    'restore-after-switch',
    'restore',
  ],
  [
    'blue-green after the switch that is paused by a user is not aborted either',
    blueGreenFacts({ rollout: { paused: true }, facts: { selectors: { active: NEW } } }),
    'restore-after-switch',
    'restore',
  ],
  [
    'an abort that did not move the active Service is followed by the template',
    blueGreenFacts({
      rollout: { abort: true, abortSeen: true },
      facts: { selectors: { active: NEW }, replicaSets: [replicaSet(NEW, unready), replicaSet(OLD)] },
    }),
    'abort-after-switch',
    'restore',
  ],
  [
    'finished blue-green whose old version is up is restored',
    blueGreenFacts({ rollout: { stable: NEW, pause: null, phase: 'Healthy' }, facts: { selectors: { active: NEW } } }),
    'restore-warm',
    'restore',
  ],
  [
    'finished blue-green whose old version is gone is restored',
    blueGreenFacts({
      rollout: { stable: NEW, pause: null, phase: 'Healthy' },
      facts: { selectors: { active: NEW }, replicaSets: [replicaSet(NEW)] },
    }),
    'restore-and-promote',
    'restore',
  ],
  [
    'a restored template that is not stable yet is promoted fully',
    backFacts({ rollout: { stable: NEW, stepIndex: 0, phase: 'Progressing' } }),
    'finish-restore',
    'promote-full',
  ],
  [
    'a restored template whose steps are skipped is left alone',
    backFacts({ rollout: { stable: NEW, phase: 'Progressing' } }),
    'finish-restore',
    'wait',
  ],
  [
    'a restored blue-green whose active Service is still on the bad version is promoted fully',
    blueGreenFacts({ rollout: { current: OLD, images: IN_SPEC_OLD }, facts: { selectors: { active: NEW } } }),
    'finish-restore',
    'promote-full',
  ],
  [
    'a full promotion that stands in the object is waited for',
    backFacts({ rollout: { stable: NEW, stepIndex: 0, phase: 'Progressing', promoteFull: true } }),
    'finish-restore',
    'wait',
  ],
  [
    'a window of ours is put back when all is well',
    backFacts({ rollout: { rollbackWindow: 1, formerWindow: 'null' } }),
    'finish-restore',
    'restore-window',
  ],
  [
    'a restored template that unpauses is waited for while only its generation was seen: the bad version is not wanted',
    blueGreenFacts({ rollout: { images: IN_SPEC_OLD }, facts: { selectors: { active: NEW } } }),
    'finish-restore',
    'wait',
  ],
  [
    'a restored finished canary is waited for while only its generation was seen',
    doneFacts(SOON, { rollout: { images: IN_SPEC_OLD } }),
    'finish-restore',
    'wait',
  ],
  [
    'a version whose generation alone was seen is taken out of the spec',
    canaryFacts({ rollout: { current: OLD } }),
    'restore-before-start',
    'restore',
  ],
  [
    'a version whose ReplicaSet the watch has not brought yet is aborted all the same',
    canaryFacts({ facts: { replicaSets: [replicaSet(OLD)] } }),
    'abort-canary',
    'abort',
  ],
  ['all on the old version is done', backFacts(), 'finish-restore', 'done'],
  [
    'Healthy before the traffic moved is not done',
    backFacts({ facts: { canaryIngresses: { 'shop-shop-canary': 40 }, selectors: { stable: OLD, canary: NEW } } }),
    'finish-restore',
    'wait',
  ],
  [
    'back on the old version with too few pods is not done',
    backFacts({ facts: { replicaSets: [replicaSet(OLD, unready)] } }),
    'finish-restore',
    'wait',
  ],
  [
    'a third version in the spec is not touched',
    canaryFacts({ rollout: { current: 'ccc', images: [] } }),
    'nothing',
    'impossible',
  ],
];

test.each(states)('%s', (_name, facts, mechanism, move) => {
  expect([mechanismOf(goal, facts, NOW), moveOf(facts)]).toEqual([mechanism, move]);
});

test('a restore carries the exact kept template, unpauses, and notes the former window', () => {
  const next = decide(doneFacts(SOON, { rollout: { paused: true } }));
  expect(next).toMatchObject({
    move: { template: KEPT.template, unpause: true, window: { present: false, next: 1, note: 'null' } },
  });
});

test('a window in the spec that reaches far enough is left as it is', () => {
  expect(decide(doneFacts(SOON, { rollout: { rollbackWindow: 3 } }))).toMatchObject({ move: { window: null } });
});

test('a window in the spec is taken away where it would send traffic to a half-scaled version', () => {
  const next = decide(doneFacts(null, { rollout: { rollbackWindow: 3 } }));
  expect(next).toMatchObject({ move: { window: { present: true, next: null, note: '3' } } });
});

test('the window that an earlier rollback noted is the one that will be put back', () => {
  const next = decide(doneFacts(null, { rollout: { rollbackWindow: 1, formerWindow: 'null' } }));
  expect(next).toMatchObject({ move: { window: { present: true, next: null, note: 'null' } } });
});

describe('a template in a Deployment', () => {
  const DEPLOYMENT = { kind: 'Deployment', name: 'shop-app' };
  const place = { deployment: 'shop-app', pointer: '/spec/template/spec/containers/0', container: 'app' };
  const ref = { images: [], workloadRef: DEPLOYMENT, workloadSeen: '4' };
  const workload = (image: string, generation = 4) => ({
    generation,
    images: [{ ...place, image }],
    drill: null,
    replicas: 0,
    manager: 'rollbridge',
    git: null,
  });
  const bad = { workload: workload(NEW_IMAGE) };
  const good = { workload: workload(OLD_IMAGE) };

  const referred: readonly [string, TargetFacts, string, string][] = [
    [
      'of a canary on its way comes back after the abort',
      canaryFacts({ rollout: ref, facts: bad }),
      'abort-canary',
      'abort',
    ],
    [
      'that the controller has not acted on is put back, though it has seen the Rollout',
      canaryFacts({ rollout: { ...ref, current: OLD, workloadSeen: '3' }, facts: bad }),
      'restore-before-start',
      'restore',
    ],
    [
      'of a finished canary waits for the window',
      doneFacts(SOON, { rollout: ref, facts: bad }),
      'restore-with-window',
      'set-window',
    ],
    [
      'of a finished canary comes back once the window is there',
      doneFacts(SOON, {
        rollout: { ...ref, rollbackWindow: 1, formerWindow: 'null', generationSeen: false },
        facts: bad,
      }),
      'restore-with-window',
      'restore',
    ],
    [
      'of a finished canary whose pods are gone waits until no window is there',
      doneFacts(null, { rollout: { ...ref, rollbackWindow: 2 }, facts: bad }),
      'restore-and-promote',
      'set-window',
    ],
    [
      'that is back and not acted on is waited for: the bad version is not wanted',
      doneFacts(SOON, { rollout: { ...ref, rollbackWindow: 1 }, facts: { workload: workload(OLD_IMAGE, 5) } }),
      'finish-restore',
      'wait',
    ],
    [
      'that is back in a Rollout that is paused is followed by letting go',
      backFacts({ rollout: { ...ref, paused: true, phase: 'Paused' }, facts: good }),
      'finish-restore',
      'set-paused',
    ],
    ['that is back with all traffic is done', backFacts({ rollout: ref, facts: good }), 'finish-restore', 'done'],
  ];

  test.each(referred)('%s', (_, facts, mechanism, move) => {
    expect([mechanismOf(goal, facts, NOW), moveOf(facts)]).toEqual([mechanism, move]);
  });

  test('is written without anything of the Rollout', () => {
    const paused = blueGreenFacts({ rollout: { ...ref, paused: true }, facts: bad });
    expect(decide(paused)).toEqual({
      do: 'move',
      move: {
        name: 'restore',
        place: { ...place, image: NEW_IMAGE },
        template: KEPT.template,
        window: null,
        unpause: false,
      },
    });
  });

  test('that is not there, or in an object of another kind, cannot be put back, and it is said why', () => {
    const gone = blueGreenFacts({ rollout: ref });
    expect(steer({ ...goal, from: { hash: NEW, image: NEW_IMAGE } }, gone, new Trail(NOW), NOW)).toEqual({
      do: 'impossible',
      why: 'there is no Deployment shop-app, from which the Rollout takes its pod template',
    });
    const other = blueGreenFacts({ rollout: { ...ref, workloadRef: { kind: 'PodTemplate', name: 'shop' } } });
    expect(decide(other)).toEqual({
      do: 'impossible',
      why: 'the Rollout takes its pod template from a PodTemplate, which Rollbridge does not change',
    });
  });
});

describe('a write without effect', () => {
  const aborted = canaryFacts({ rollout: { abort: true } });

  function afterAbort(): Trail {
    const trail = new Trail(NOW);
    trail.record({ name: 'abort', current: NEW, stable: OLD }, NOW);
    return trail;
  }

  test('is given time first', () => {
    expect(moveOf(aborted, afterAbort(), NOW + 200)).toBe('wait');
  });

  test('is followed by a nudge well within a second', () => {
    expect(moveOf(aborted, afterAbort(), NOW + 400)).toBe('nudge');
  });

  test('is nudged again, because a nudge can be lost as well', () => {
    const trail = afterAbort();
    trail.record({ name: 'nudge', at: NOW + 400 }, NOW + 400);
    expect([moveOf(aborted, trail, NOW + 700), moveOf(aborted, trail, NOW + 800)]).toEqual(['wait', 'nudge']);
  });

  function silentFor3s(): Trail {
    const trail = afterAbort();
    trail.record({ name: 'nudge', at: NOW + 2_900 }, NOW + 2_900);
    return trail;
  }

  test('makes the router be set directly when the controller is silent', () => {
    const next = decide(aborted, silentFor3s(), NOW + 3_000);
    expect(next).toMatchObject({ move: { name: 'force-weight', ingress: 'shop-shop-canary', weight: 20 } });
  });

  test('goes on nudging while the traffic is forced, so that the controller wakes in the end', () => {
    const trail = silentFor3s();
    trail.record({ name: 'force-weight', ingress: 'i', prefix: 'p', weight: 20 }, NOW + 3_000);
    expect(moveOf(aborted, trail, NOW + 3_300)).toBe('nudge');
  });

  test('never makes the router be set to a version that is not whole', () => {
    const facts = canaryFacts({
      rollout: { abort: true },
      facts: { replicaSets: [replicaSet(NEW), replicaSet(OLD, unready)] },
    });
    expect(moveOf(facts, afterAbort(), NOW + 10_000)).toBe('nudge');
  });

  test('makes the active Service be set directly when the controller is silent after the switch', () => {
    const facts = blueGreenFacts({ rollout: { abort: true }, facts: { selectors: { active: NEW } } });
    const next = decide(facts, silentFor3s(), NOW + 3_000);
    expect(next).toMatchObject({ move: { name: 'force-selector', service: 'active', from: NEW, to: OLD } });
  });

  test('of a working controller never leads to break-glass', () => {
    const facts = canaryFacts({ rollout: { abort: true, abortSeen: true } });
    expect(moveOf(facts, afterAbort(), NOW + 60_000)).toBe('nudge');
  });
});

describe('slow pods', () => {
  const aborted = { abort: true, abortSeen: true };
  const starting = { current: 2, ready: 1, available: 1 };
  const slow: readonly [string, TargetFacts, string][] = [
    [
      'are waited for after an abort, while the controller has asked for them',
      canaryFacts({
        rollout: aborted,
        canary: DYNAMIC,
        facts: { replicaSets: [replicaSet(NEW), replicaSet(OLD, starting)] },
      }),
      'wait pods',
    ],
    [
      'are not the reason when the controller has not asked for all of them yet',
      canaryFacts({
        rollout: aborted,
        canary: DYNAMIC,
        facts: { replicaSets: [replicaSet(NEW), replicaSet(OLD, half)] },
      }),
      'move nudge',
    ],
    [
      'of the bad version are no reason to wait',
      canaryFacts({ rollout: aborted, facts: { replicaSets: [replicaSet(NEW, starting), replicaSet(OLD)] } }),
      'move nudge',
    ],
    [
      'of the bad version that go away are, where pods are the traffic',
      canaryFacts({
        rollout: aborted,
        canary: NO_ROUTER,
        facts: { replicaSets: [replicaSet(NEW, { desired: 0, current: 1, available: 1 }), replicaSet(OLD)] },
      }),
      'wait pods',
    ],
    [
      'are waited for when the template is back and promoted',
      backFacts({
        rollout: { stable: NEW, stepIndex: 0, phase: 'Progressing', promoteFull: true },
        facts: { replicaSets: [replicaSet(OLD, starting)] },
      }),
      'wait pods',
    ],
    [
      'are waited for when the old version is stable again and not whole',
      backFacts({ facts: { replicaSets: [replicaSet(OLD, starting)] } }),
      'wait pods',
    ],
  ];

  test.each(slow)('%s', (_, facts, expected) => {
    const next = decide(facts, new Trail(NOW), NOW + 60_000);
    expect(next.do === 'wait' ? `wait ${next.for}` : `move ${next.do === 'move' && next.move.name}`).toBe(expected);
  });

  test('give the controller its full time once they are there', () => {
    const trail = new Trail(NOW);
    trail.excuse(NOW + 60_000);
    const whole = canaryFacts({ rollout: aborted, canary: DYNAMIC });
    expect([moveOf(whole, trail, NOW + 60_300), moveOf(whole, trail, NOW + 60_400)]).toEqual(['wait', 'nudge']);
  });
});

/** The scenarios of the recordings: the same states in the same order, the same events. */
import type { Scene } from '../controllers/scene.ts';
import { eventsOf, statesOf } from './comparing.ts';
import { blueGreenScene, canaryScene, setImage, setStatus, setTemplate } from './objects.ts';
import { type Line, record, recorded } from './recording.ts';

type Act = (scene: Scene) => void;

interface Scenario {
  readonly begin: () => Scene;
  /** By what the recordings call them. */
  readonly acts: Readonly<Record<string, Act>>;
}

function updatedCanary(): Scene {
  const scene = canaryScene();
  setImage(scene, 'shop', '2.0.0');
  scene.seconds(3);
  return scene;
}

function completedCanary(): Scene {
  const scene = updatedCanary();
  setStatus(scene, 'shop', { pauseConditions: null });
  scene.seconds(30);
  return scene;
}

/** The query answers 0: that is one failure a second. */
function analysedCanary(): Scene {
  const steps = [
    { setWeight: 20 },
    { analysis: { templates: [{ templateName: 'errors' }] } },
    { setWeight: 50 },
    { pause: {} },
  ];
  return canaryScene({ steps });
}

function promotedBlueGreen(): Scene {
  const scene = blueGreenScene();
  setImage(scene, 'pay', '2.0.0');
  scene.seconds(3);
  setStatus(scene, 'pay', { pauseConditions: null });
  scene.seconds(15);
  return scene;
}

const FLAPPING: ReadonlySet<string> = new Set(['canary-abort', 'canary-analysis-step-fails']);

function flapping(scene: Scene): Scene {
  scene.controllers.rollouts.faults = { lostWakeUps: false, flapping: true };
  return scene;
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'canary-update-pauses': {
    begin: () => canaryScene(),
    acts: {
      'PATCH image 2.0.0': (scene) => setImage(scene, 'shop', '2.0.0'),
      'PATCH status pauseConditions=null (promote)': (scene) => setStatus(scene, 'shop', { pauseConditions: null }),
    },
  },
  'canary-undo-after-completion': {
    begin: completedCanary,
    acts: {
      'PATCH template back to 1.0.0 (undo)': (scene) => setTemplate(scene, 'shop', '1.0.0'),
      'PATCH status promoteFull=true': (scene) => setStatus(scene, 'shop', { promoteFull: true }),
    },
  },
  'canary-abort': {
    begin: () => flapping(updatedCanary()),
    acts: {
      'PATCH status abort=true': (scene) => setStatus(scene, 'shop', { abort: true }),
      'PATCH template back to 1.0.0': (scene) => setTemplate(scene, 'shop', '1.0.0'),
    },
  },
  'canary-analysis-step-fails': {
    begin: () => flapping(analysedCanary()),
    acts: { 'PATCH image 2.0.0': (scene) => setImage(scene, 'shop', '2.0.0') },
  },
  'bluegreen-update-manual-promotion': {
    begin: () => blueGreenScene(),
    acts: {
      'PATCH image 2.0.0': (scene) => setImage(scene, 'pay', '2.0.0'),
      'PATCH status pauseConditions=null (promote)': (scene) => setStatus(scene, 'pay', { pauseConditions: null }),
    },
  },
  'bluegreen-undo-promotefull': {
    begin: promotedBlueGreen,
    acts: {
      'PATCH template back to 1.0.0 (undo)': (scene) => setTemplate(scene, 'pay', '1.0.0'),
      'PATCH status promoteFull=true': (scene) => setStatus(scene, 'pay', { promoteFull: true }),
    },
  },
};

function replayed({ begin, acts }: Scenario, lines: readonly Line[]): { ours: readonly Line[]; scene: Scene } {
  const scene = begin();
  const ours = record(scene);
  const start = scene.time.now();
  const end = lines.at(-1)?.t_ms ?? 0;
  for (const { name, t_ms } of lines.filter(({ kind }) => kind === 'Action')) {
    scene.time.advance(start + t_ms - scene.time.now());
    const act = acts[name];
    if (act === undefined) throw new Error(`nobody knows how to ${name}`);
    act(scene);
  }
  scene.time.advance(start + end + 200 - scene.time.now());
  return { ours, scene };
}

describe.each(Object.entries(scenarios))('%s', (name, scenario) => {
  const lines = recorded(name);
  const { ours, scene } = replayed(scenario, lines);

  test.each(['Ingress', 'ReplicaSet', 'Rollout', 'AnalysisRun'])('each %s goes through the same states', (kind) => {
    expect(statesOf(ours, kind)).toEqual(statesOf(lines, kind));
  });

  // Where a Service goes back and forth, only the beginning was kept.
  test('each Service goes through the same states', () => {
    const states = statesOf(ours, 'Service');
    for (const [service, known] of Object.entries(statesOf(lines, 'Service'))) {
      expect(states[service]?.slice(0, known.length)).toEqual(known);
      if (!FLAPPING.has(name)) expect(states[service]).toHaveLength(known.length);
    }
  });

  // A real recorder falls silent after 25 Events about one object: the recordings end in the middle.
  test('the same is told of the Rollout, in the same order', () => {
    const told = eventsOf(lines, 'Rollout');
    expect(eventsOf(ours, 'Rollout').slice(0, told.length)).toEqual(told);
  });

  test('the controllers ran into nothing', () => {
    expect(scene.errors).toEqual([]);
  });
});

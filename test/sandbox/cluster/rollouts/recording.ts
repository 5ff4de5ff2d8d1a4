/** Recordings of a real controller, and the same view of what ours does. */
import { readFileSync } from 'node:fs';
import { type AnyObject, isRecord } from '../../../../sandbox/cluster/objects.ts';
import { type CoreEvent, type Scene, SHOP } from '../controllers/scene.ts';

export interface Line {
  readonly t_ms: number;
  readonly kind: string;
  readonly name: string;
  readonly initial?: boolean;
  readonly object?: Record<string, unknown>;
}

const KINDS = ['Rollout', 'ReplicaSet', 'Service', 'Ingress', 'AnalysisRun', 'Event'];

export function recorded(name: string): readonly Line[] {
  const path = new URL(`../../../fixtures/controller/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Line[];
}

/** Everything that happens in the scene from now on, after what there is. */
export function record(scene: Scene): Line[] {
  const begun = scene.time.now();
  const lines: Line[] = [];
  const note = (object: AnyObject, initial: boolean) => {
    const { kind, metadata } = object;
    if (metadata.namespace !== SHOP || (initial && kind === 'Event')) return;
    const t_ms = scene.time.now() - begun;
    lines.push({ t_ms, kind, name: metadata.name, ...(initial && { initial }), object: view(object) });
  };
  for (const kind of KINDS) {
    for (const object of scene.store.list<AnyObject>(kind, { namespace: SHOP })) note(object, true);
    scene.store.watch(kind, ({ type, object }) => {
      if (type !== 'DELETED') note(object, false);
    });
  }
  return lines;
}

type Plain = Readonly<Record<string, unknown>>;

const plain = (value: unknown): Plain => (isRecord(value) ? value : {});

function view(object: AnyObject): Record<string, unknown> {
  const { metadata, kind } = object;
  const spec = plain(object.spec);
  const status = plain(object.status);
  const annotations = metadata.annotations && { annotations: metadata.annotations };
  switch (kind) {
    case 'Rollout': {
      const { selector: _, ...rest } = status;
      return {
        metadata: { generation: metadata.generation, ...annotations },
        spec: { image: imageOf(spec) },
        status: { ...rest, conditions: (status.conditions as Plain[]).map(withoutTimes) },
      };
    }
    case 'ReplicaSet': {
      const { fullyLabeledReplicas: _, ...counts } = status;
      const hash = metadata.labels?.['rollouts-pod-template-hash'];
      return {
        metadata: { ...annotations, hash },
        spec: { replicas: spec.replicas, image: imageOf(spec) },
        status: { replicas: 0, ...counts },
      };
    }
    case 'Service':
      return { metadata: { ...annotations }, spec: { selector: spec.selector } };
    case 'AnalysisRun':
      return { metadata: { labels: metadata.labels }, spec: {}, status: withoutQueries(status) };
    case 'Event': {
      const { type, reason, message, count, involvedObject } = object as unknown as CoreEvent & { type: string };
      return { type, reason, message, count, involved: `${involvedObject.kind}/${involvedObject.name}` };
    }
    default:
      return { metadata: { ...annotations } };
  }
}

/** The recordings leave out what was asked. */
function withoutQueries(status: Plain): Plain {
  const results = status.metricResults as readonly Plain[] | undefined;
  return results === undefined ? status : { ...status, metricResults: results.map(({ metadata: _, ...rest }) => rest) };
}

function withoutTimes({ type, status, reason, message }: Plain): Plain {
  return { type, status, reason, message };
}

function imageOf(spec: Plain): unknown {
  const containers = plain(plain(spec.template).spec).containers as readonly Plain[] | undefined;
  return containers?.[0]?.image;
}

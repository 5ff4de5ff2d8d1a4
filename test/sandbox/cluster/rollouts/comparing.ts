/** Makes two recordings comparable: hashes and times are those of their runs, and pods come up one by one or together. */
import { isEqual } from '../../../../sandbox/cluster/objects.ts';
import type { Line } from './recording.ts';

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
const POD = /(Created|Deleted) pod: (\S+)-\w{5}/;

/** The states of one object, each once, without those that were only on the way to others. */
export function statesOf(lines: readonly Line[], kind: string): Readonly<Record<string, readonly unknown[]>> {
  const rename = hashNames(lines);
  const streams: Record<string, Record<string, unknown>[]> = {};
  for (const { kind: of, name, object } of lines) {
    if (of !== kind || object === undefined) continue;
    const states = streams[rename(name)] ?? [];
    streams[rename(name)] = states;
    const state = JSON.parse(rename(JSON.stringify(object)).replaceAll(TIME, 'time')) as Record<string, unknown>;
    const last = states.at(-1);
    if (last === undefined || !isEqual(settled(last), settled(state))) states.push(state);
  }
  return streams;
}

/** Of one kind of objects, in their order, each once. */
export function eventsOf(lines: readonly Line[], kind: string): readonly string[] {
  const rename = hashNames(lines);
  const told = lines.flatMap(({ object }) => {
    const { involved, type, reason, message } = (object ?? {}) as Readonly<Record<string, string>>;
    if (involved?.startsWith(`${kind}/`) !== true) return [];
    return [`${type} ${reason}: ${rename(message ?? '').replace(POD, '$1 pod of $2')}`];
  });
  return [...new Set(told)];
}

const COUNTS = ['readyReplicas', 'availableReplicas'];

/** Without what says how many pods are up by now. */
function settled(state: Record<string, unknown>): unknown {
  const status = { ...(state.status as Record<string, unknown> | undefined) };
  const { spec } = state as { spec?: { replicas?: number } };
  const isComplete = spec?.replicas !== undefined && status.availableReplicas === spec.replicas;
  for (const count of COUNTS) delete status[count];
  return { ...state, status, isComplete };
}

/** Hashes of templates by the image in them. */
function hashNames(lines: readonly Line[]): (text: string) => string {
  const hashes = new Map<string, string>();
  for (const { kind, object } of lines) {
    const { metadata, spec, status } = (object ?? {}) as Named;
    if (kind === 'ReplicaSet' && metadata?.hash) hashes.set(metadata.hash, `hash of ${spec?.image}`);
    if (status?.currentStepHash !== undefined) hashes.set(status.currentStepHash, 'hash of steps');
  }
  return (text) => [...hashes].reduce((next, [hash, name]) => next.replaceAll(hash, name), text);
}

interface Named {
  readonly metadata?: { readonly hash?: string };
  readonly spec?: { readonly image?: string };
  readonly status?: { readonly currentStepHash?: string };
}

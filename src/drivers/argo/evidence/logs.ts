/** The logs of a capture: which there should be and in which order they are read, before their pods are gone. */
import { type Container, type ContainerStatus, HASH_LABEL, type Pod } from '../objects.ts';
import { podsPath } from '../paths.ts';
import type { Reader } from './reader.ts';

/** So many logs are read at once. */
const AT_ONCE = 16;
/** What is asked for of one log, and what is kept of it: the newest lines. */
const LINES = 2_000;
const READ_BYTES = 2 * 1024 * 1024;
export const KEPT_BYTES = 256 * 1024;

export interface WholePod extends Pod {
  readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] };
}

export interface WantedLog {
  readonly file: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
}

export interface LogPlan {
  readonly wanted: readonly WantedLog[];
  readonly missing: readonly { readonly file: string; readonly why: string }[];
}

/**
 * Pods that are going already come first, then the new version's (a rollback ends them), those among them first that
 * crash; the others stay.
 */
export function planLogs(pods: readonly WholePod[], bad: string | null): LogPlan {
  const urgency = (pod: WholePod): number => {
    if (pod.metadata.deletionTimestamp !== undefined) return 0;
    if (pod.metadata.labels?.[HASH_LABEL] !== bad) return 3;
    return statusesOf(pod).some(hasCrashed) ? 1 : 2;
  };
  const ordered = pods.toSorted((a, b) => urgency(a) - urgency(b));
  const plans = ordered.flatMap((pod) => containersOf(pod).map(({ name }) => planOf(pod, name)));
  return { wanted: plans.flatMap(({ wanted }) => wanted), missing: plans.flatMap(({ missing }) => missing) };
}

function planOf(pod: WholePod, container: string): LogPlan {
  const { name } = pod.metadata;
  const file = `logs/${name}/${container}`;
  const status = statusesOf(pod).find((each) => each.name === container);
  const log = (ending: string, previous: boolean) => ({ file: file + ending, pod: name, container, previous });
  if (status !== undefined && hasCrashed(status))
    return { wanted: [log('.previous.log', true), log('.log', false)], missing: [] };
  if (status !== undefined && status.state?.waiting === undefined) return { wanted: [log('.log', false)], missing: [] };
  return { wanted: [], missing: [{ file: `${file}.log`, why: `it never started: ${whyNotStarted(pod, status)}` }] };
}

function hasCrashed({ restartCount = 0, lastState }: ContainerStatus): boolean {
  return restartCount > 0 || lastState?.terminated !== undefined;
}

function whyNotStarted({ status }: WholePod, container: ContainerStatus | undefined): string {
  const { reason, message } = container?.state?.waiting ?? conditionOf(status) ?? { reason: status?.phase };
  return (
    [reason, message].filter((part) => part !== undefined && part !== '').join(': ') || 'the cluster does not say why'
  );
}

function conditionOf(status: WholePod['status']) {
  return status?.conditions?.find((condition) => condition.status === 'False' && condition.reason !== undefined);
}

function containersOf({ spec }: WholePod): readonly Container[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
}

function statusesOf({ status }: WholePod): readonly ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

/** In the order of the plan, many at once. */
export async function readLogs(reader: Reader, namespace: string, { wanted, missing }: LogPlan): Promise<void> {
  for (const { file, why } of missing) reader.lacks(file, why);
  const left = wanted.values();
  const work = async () => {
    for (const log of left) await readLog(reader, namespace, log);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function readLog(
  reader: Reader,
  namespace: string,
  { file, pod, container, previous }: WantedLog,
): Promise<void> {
  const path = `${podsPath(namespace)}/${pod}/log`;
  const query = {
    container,
    timestamps: 'true',
    tailLines: String(LINES),
    limitBytes: String(READ_BYTES),
    ...(previous && { previous: 'true' }),
  };
  try {
    const text = await reader.text(path, query);
    const truncated = cutOf(text);
    await reader.putText(file, text, {
      source: `${path}?${new URLSearchParams(query)}`,
      newest: KEPT_BYTES,
      ...(truncated !== null && { truncated }),
    });
  } catch (error) {
    reader.lacks(file, reader.whyNot(error));
  }
}

/** What the answer lacks for its limits. The kubelet's own limit of bytes keeps the beginning. */
export function cutOf(log: string): string | null {
  if (Buffer.byteLength(log) >= READ_BYTES) return `what came after ${READ_BYTES / 1024 / 1024} MiB is missing`;
  return log.split('\n').length - 1 >= LINES ? `the newest ${LINES} lines` : null;
}

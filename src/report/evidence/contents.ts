/** What a bundle holds, as its pages want it. Of objects of the cluster no more is believed than what is looked for. */
import type * as z from 'zod';
import type { CaptureAbout } from '../../model/capture.ts';
import type { Release } from '../../model/release.ts';
import type { Rollback } from '../../model/rollback.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';
import { releaseShape, rollbackShape, targetShape } from './shapes.ts';

export interface Kept {
  readonly path: string;
  readonly bytes: number;
  readonly truncated?: string;
}

export interface Missing {
  readonly what: string;
  readonly why: string;
}

export interface Contents {
  readonly about: CaptureAbout;
  readonly files: readonly Kept[];
  readonly missing: readonly Missing[];
  /** Path to text: of every file that `wants` names, of logs their end. */
  readonly texts: ReadonlyMap<string, string>;
}

const LOG_BYTES = 8 * 1024;
const MOST_LOGS = 200;
const WHOLE = /^(?:release|rollback|rollout|events)\.json$|^as-of\/|^(?:analysisruns|metrics|pods)\//;

export interface Wanted {
  readonly path: string;
  /** So many bytes of its end; null for all of it. */
  readonly newest: number | null;
}

/** Which files the pages are made from. */
export function wants(paths: readonly string[]): readonly Wanted[] {
  const whole = paths.filter((path) => WHOLE.test(path)).map((path) => ({ path, newest: null }));
  const logs = paths.filter(isLog).slice(0, MOST_LOGS);
  return [...whole, ...logs.map((path) => ({ path, newest: LOG_BYTES }))];
}

export function isLog(path: string): boolean {
  return path.endsWith('.log');
}

/** Null when it is not there or no JSON. */
export function jsonIn(contents: Contents, path: string): unknown {
  const text = contents.texts.get(path);
  if (text === undefined) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Every object of a folder, by path. */
export function objectsIn<O>(contents: Contents, folder: string): readonly O[] {
  return [...contents.texts.keys()]
    .filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.json'))
    .sort()
    .flatMap((path) => {
      const object = jsonIn(contents, path);
      return typeof object === 'object' && object !== null ? [object as O] : [];
    });
}

export function releaseIn(contents: Contents): Release | null {
  return checked<Release>(releaseShape, jsonIn(contents, 'release.json'));
}

export function rollbackIn(contents: Contents): Rollback | null {
  if (contents.about.occasion !== 'rollback') return null;
  const recorded = releaseIn(contents)?.status?.rollback ?? null;
  return recorded ?? checked<Rollback>(rollbackShape, jsonIn(contents, 'rollback.json'));
}

/** As it was at the press or the failure. */
export function targetIn(contents: Contents): TargetSnapshot | null {
  return checked<TargetSnapshot>(targetShape, jsonIn(contents, 'as-of/target.json'));
}

/** Null for what an older version may have written. */
function checked<T>(shape: z.ZodType, value: unknown): T | null {
  return shape.safeParse(value).success ? (value as T) : null;
}

export interface Measurement {
  readonly phase?: string;
  readonly value?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** Of an AnalysisRun what is shown: https://argo-rollouts.readthedocs.io/en/stable/features/analysis/ */
export interface Run {
  readonly metadata?: { readonly name?: string; readonly creationTimestamp?: string };
  readonly spec?: {
    readonly args?: readonly { readonly name: string; readonly value?: string }[];
    readonly metrics?: readonly {
      readonly name: string;
      readonly successCondition?: string;
      readonly failureCondition?: string;
      readonly failureLimit?: number | string;
      readonly provider?: { readonly prometheus?: { readonly query?: string } };
    }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly metricResults?: readonly {
      readonly name: string;
      readonly phase?: string;
      readonly message?: string;
      readonly measurements?: readonly Measurement[];
    }[];
  };
}

export function runsIn(contents: Contents): readonly Run[] {
  const created = (run: Run) => run.metadata?.creationTimestamp ?? '';
  return objectsIn<Run>(contents, 'analysisruns').toSorted((a, b) => created(a).localeCompare(created(b)));
}

interface ContainerStatus {
  readonly name?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: { readonly waiting?: Why; readonly terminated?: Why };
  readonly lastState?: { readonly terminated?: Why };
}

interface Why {
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
}

export interface PodObject {
  readonly metadata?: {
    readonly name?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export function podsIn(contents: Contents): readonly PodObject[] {
  return objectsIn<PodObject>(contents, 'pods');
}

export const HASH_LABEL = 'rollouts-pod-template-hash';

export function hasCrashed({ status }: PodObject): boolean {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all.some(({ restartCount = 0, lastState }) => restartCount > 0 || lastState?.terminated !== undefined);
}

export interface ClusterEvent {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly metadata?: { readonly creationTimestamp?: string };
}

export function eventsIn(contents: Contents): readonly ClusterEvent[] {
  const all = jsonIn(contents, 'events.json');
  return Array.isArray(all) ? (all as ClusterEvent[]) : [];
}

export function timeOf({ lastTimestamp, eventTime, metadata }: ClusterEvent): string {
  return lastTimestamp ?? eventTime ?? metadata?.creationTimestamp ?? '';
}

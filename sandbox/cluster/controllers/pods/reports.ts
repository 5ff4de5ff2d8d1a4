/** The status of a pod as its node reports it. Pure. */
import { timestamp } from '../../objects.ts';
import type { Condition, Container, Pod, PodStatus } from '../kinds.ts';
import type { App } from './app.ts';

export const NODE_IP = '10.0.0.1';

export interface Report {
  readonly phase: NonNullable<PodStatus['phase']>;
  readonly ready: boolean;
  /** Of its containers: `{ running: … }`, `{ waiting: … }` or `{ terminated: … }`. */
  readonly state: object;
}

export function waiting(reason: string, message = ''): object {
  return { waiting: { reason, ...(message && { message }) } };
}

/** `now` in milliseconds since 1970. */
export function statusOf({ spec, status }: Pod, app: App, { now, phase, ready, state }: Report & { now: number }) {
  const at = timestamp(now);
  return {
    phase,
    hostIP: NODE_IP,
    podIP: app.ip,
    podIPs: [{ ip: app.ip }],
    startTime: status?.startTime ?? at,
    conditions: [
      condition('Ready', ready, { at, status }),
      condition('ContainersReady', ready, { at, status }),
      condition('PodScheduled', true, { at, status }),
      condition('Initialized', true, { at, status }),
    ],
    containerStatuses: spec.containers.map((container) => containerStatus(container, app, { at, ready, state })),
  };
}

function condition(type: string, truth: boolean, { at, status }: { at: string; status: PodStatus | undefined }) {
  const known = status?.conditions?.find((each) => each.type === type);
  const next: Condition['status'] = truth ? 'True' : 'False';
  const since = known?.status === next ? (known.lastTransitionTime ?? at) : at;
  return { type, status: next, lastProbeTime: null, lastTransitionTime: since };
}

interface Moment {
  readonly at: string;
  readonly ready: boolean;
  readonly state: object;
}

function containerStatus({ name, image }: Container, { restarts }: App, { at, ready, state }: Moment): object {
  const died = { terminated: { exitCode: 1, reason: 'Error', startedAt: null, finishedAt: at } };
  return {
    name,
    image,
    imageID: image,
    ready,
    started: ready,
    restartCount: restarts,
    state,
    lastState: restarts > 0 ? died : {},
  };
}

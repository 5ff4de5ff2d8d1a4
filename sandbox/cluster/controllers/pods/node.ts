/**
 * The one node of a cluster, scheduler and kubelet in one: takes every pod, starts what its image tag asks for, says how
 * it goes, and ends it when it is deleted.
 */
import { timestamp } from '../../objects.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import type { Pod } from '../kinds.ts';
import { App } from './app.ts';
import { imageOf, podBehaviour } from './behaviour.ts';
import { availableFrom } from './readiness.ts';
import { type Report, statusOf, waiting } from './reports.ts';

const NODE_NAME = 'node-1';
const SCHEDULER = { manager: 'kube-scheduler' };
const KUBELET = { manager: 'kubelet' };
/** Milliseconds that a node needs to notice something. */
const REACTION = 5;
const JOB_TIME = 1_000;

function addressAt(place: number): string {
  return `10.244.${Math.floor(place / 250) % 250}.${(place % 250) + 1}`;
}

function placeOf(address = ''): number {
  const [, , block = 0, last = 1] = address.split('.').map(Number);
  return block * 250 + last - 1;
}

/** Its image was changed, and the new one does not run yet. */
function isBetweenRuns({ status }: Pod): boolean {
  const { reason } = status?.containerStatuses?.[0]?.state?.waiting ?? {};
  return reason === 'ContainerCreating' || reason === 'ErrImagePull';
}

export class Node {
  readonly #store: ObjectStore;
  readonly #apps = new Map<string, App>();
  readonly #ending = new Set<string>();
  #addresses = 0;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Returns how to stop. */
  start(): () => void {
    this.#register();
    const stop = this.#store.watch<Pod>('Pod', ({ type, object }) => {
      if (type === 'DELETED') this.#forget(object);
      else this.#notice(object);
    });
    for (const pod of this.#store.list<Pod>('Pod')) {
      this.#addresses = Math.max(this.#addresses, placeOf(pod.status?.podIP));
      this.#notice(pod);
    }
    return stop;
  }

  apps(): readonly App[] {
    return [...this.#apps.values()];
  }

  find(namespace: string, name: string): App | null {
    const uid = this.#store.get<Pod>('Pod', namespace, name)?.metadata.uid;
    return (uid !== undefined && this.#apps.get(uid)) || null;
  }

  #register(): void {
    if (this.#store.get('Node', null, NODE_NAME) !== null) return;
    const node = this.#store.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: NODE_NAME } }, KUBELET);
    const room = { cpu: '1000', memory: '4Ti', pods: '100000' };
    const conditions = [{ type: 'Ready', status: 'True', reason: 'Ready', message: 'the sandbox is ready' }];
    const status = { capacity: room, allocatable: room, conditions };
    this.#store.update({ ...node, status } as typeof node, { subresource: 'status', by: KUBELET });
  }

  #notice({ metadata: { uid = '', namespace = 'default', name } }: Pod): void {
    this.#store.time.after(REACTION, () => {
      const pod = this.#store.get<Pod>('Pod', namespace, name);
      if (pod !== null && pod.metadata.uid === uid) this.#sync(pod);
    });
  }

  #sync(pod: Pod): void {
    const { nodeName } = pod.spec;
    if (pod.metadata.deletionTimestamp !== undefined) this.#stop(pod);
    else if (!nodeName) this.#schedule(pod);
    else if (nodeName === NODE_NAME) {
      const app = this.#apps.get(pod.metadata.uid ?? '');
      if (app === undefined) this.#run(pod);
      else this.#follow(app, pod);
    }
  }

  /** Not while it stands behind a gate. */
  #schedule(pod: Pod): void {
    if ((pod.spec.schedulingGates?.length ?? 0) > 0) return;
    this.#store.update<Pod>({ ...pod, spec: { ...pod.spec, nodeName: NODE_NAME } }, { by: SCHEDULER });
  }

  #run(pod: Pod): void {
    const phase = pod.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed') return;
    if (phase === 'Running' && (pod.spec.restartPolicy ?? 'Always') === 'Always' && !isBetweenRuns(pod)) {
      this.#resume(pod);
      return;
    }
    this.#addresses += 1;
    const app = new App(pod, { ip: addressAt(this.#addresses), now: this.#store.time.now() });
    app.restarts = pod.status?.containerStatuses?.[0]?.restartCount ?? 0;
    this.#apps.set(app.uid, app);
    this.#launch(app, pod);
  }

  #launch(app: App, { spec }: Pod): void {
    const phase = app.restarts === 0 ? 'Pending' : 'Running';
    if (app.behaviour.pullFails) {
      this.#report(app, { phase, ready: false, state: waiting('ErrImagePull', 'manifest unknown: no such tag') });
      return;
    }
    this.#report(app, { phase, ready: false, state: waiting('ContainerCreating') });
    this.#later(app, app.behaviour.startMs, () => this.#begin(app, spec.restartPolicy));
  }

  /** It ran before this node was there, in an earlier life of the cluster: nothing has happened to it. */
  #resume(pod: Pod): void {
    const { podIP = '', startTime = '', containerStatuses = [] } = pod.status ?? {};
    const app = new App(pod, { ip: podIP, now: Date.parse(startTime) });
    app.isStarted = true;
    app.restarts = containerStatuses[0]?.restartCount ?? 0;
    app.readySince = availableFrom(pod, 0);
    this.#apps.set(app.uid, app);
  }

  #begin(app: App, restartPolicy = 'Always'): void {
    const { crashes, neverReady } = app.behaviour;
    const now = this.#store.time.now();
    app.readySince = null;
    const running = { running: { startedAt: timestamp(now) } };
    if (restartPolicy !== 'Always') {
      this.#report(app, { phase: 'Running', ready: true, state: running });
      this.#later(app, JOB_TIME, () => this.#finish(app));
      return;
    }
    app.isStarted = true;
    if (crashes) {
      app.restarts += 3;
      const state = waiting('CrashLoopBackOff', 'back-off 40s restarting failed container');
      this.#report(app, { phase: 'Running', ready: false, state });
      return;
    }
    if (!neverReady) app.readySince = now;
    this.#report(app, { phase: 'Running', ready: !neverReady, state: running });
  }

  /** What it does has changed while it runs; most of that is asked for when it is needed. */
  #follow(app: App, pod: Pod): void {
    if (app.image !== imageOf(pod)) {
      this.#restart(app, pod);
      return;
    }
    const { crashes, neverReady } = app.behaviour;
    app.behaviour = podBehaviour(pod);
    const isOther = crashes !== app.behaviour.crashes || neverReady !== app.behaviour.neverReady;
    if (isOther && app.isStarted) this.#begin(app, pod.spec.restartPolicy);
  }

  /** Another image: what runs is stopped first, with the time that it takes, and what comes then is a run of its own. */
  #restart(app: App, pod: Pod): void {
    app.image = imageOf(pod);
    const wait = app.isStarted && !app.behaviour.crashes ? app.behaviour.stopMs : 0;
    this.#later(app, wait, () => {
      if (app.isStarted) app.restarts += 1;
      app.isStarted = false;
      app.readySince = null;
      app.began = this.#store.time.now();
      app.behaviour = podBehaviour(pod);
      this.#launch(app, pod);
    });
  }

  #finish(app: App): void {
    const failed = app.behaviour.jobFails || app.behaviour.crashes;
    const finishedAt = timestamp(this.#store.time.now());
    const end = { exitCode: failed ? 1 : 0, reason: failed ? 'Error' : 'Completed', finishedAt };
    this.#report(app, { phase: failed ? 'Failed' : 'Succeeded', ready: false, state: { terminated: end } });
  }

  /** Its app says goodbye, stops after its delay, and only then the object goes. */
  #stop({ metadata: { uid = '', namespace = 'default', name, deletionGracePeriodSeconds = 0 } }: Pod): void {
    if (this.#ending.has(uid)) return;
    this.#ending.add(uid);
    const app = this.#apps.get(uid);
    const wait = Math.min(app?.behaviour.stopMs ?? 0, deletionGracePeriodSeconds * 1_000);
    this.#store.time.after(wait, () => {
      app?.end(this.#store.time.now());
      const isThere = this.#store.get<Pod>('Pod', namespace, name)?.metadata.uid === uid;
      if (isThere) this.#store.delete('Pod', namespace, name, { gracePeriodSeconds: 0 });
    });
  }

  #forget({ metadata: { uid = '' } }: Pod): void {
    this.#apps.get(uid)?.end(this.#store.time.now());
    this.#apps.delete(uid);
    this.#ending.delete(uid);
  }

  /** Unless it is gone by then, or is to run another image. */
  #later(app: App, ms: number, run: () => void): void {
    const { image } = app;
    this.#store.time.after(ms, () => {
      if (this.#apps.get(app.uid) === app && app.image === image) run();
    });
  }

  /** A pod that is going keeps its last report. */
  #report(app: App, report: Report): void {
    const pod = this.#store.get<Pod>('Pod', app.namespace, app.name);
    if (pod === null || pod.metadata.uid !== app.uid || pod.metadata.deletionTimestamp !== undefined) return;
    const status = statusOf(pod, app, { ...report, now: this.#store.time.now() });
    this.#store.update({ ...pod, status } as Pod, { subresource: 'status', by: KUBELET });
  }
}

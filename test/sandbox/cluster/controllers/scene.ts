/** A cluster whose time stands still until the test moves it on. */
import {
  type ControllerOptions,
  type Controllers,
  startControllers,
} from '../../../../sandbox/cluster/controllers/index.ts';
import type { Deployment, Pod, ReplicaSet, Service } from '../../../../sandbox/cluster/controllers/kinds.ts';
import type { AnyObject, KubeObject } from '../../../../sandbox/cluster/objects.ts';
import { ObjectStore } from '../../../../sandbox/cluster/store/object-store.ts';
import { Time } from '../../../../sandbox/cluster/time.ts';

export const SHOP = 'shop';

export interface CoreEvent extends KubeObject {
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

export class Scene {
  readonly time = new Time({ manual: true, start: Date.parse('2026-11-21T12:00:00.000Z') });
  readonly store = new ObjectStore({ time: this.time });
  readonly errors: unknown[] = [];
  readonly controllers: Controllers;

  constructor(options: ControllerOptions = {}) {
    const failed = (error: unknown) => this.errors.push(error);
    this.controllers = startControllers(this.store, { failed, luck: () => 0.5, ...options });
    this.store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: SHOP } });
  }

  create<T extends KubeObject>(object: object): T {
    return this.store.create(object as AnyObject, { manager: 'test' }) as unknown as T;
  }

  /** Changes what is there now; `status` as its subresource. */
  change<T extends KubeObject>(kind: string, name: string, next: (object: T) => object, subresource?: 'status'): T {
    const object = this.get<T>(kind, name);
    const by = { manager: 'test' };
    return this.store.update(next(object) as T, { by, ...(subresource && { subresource }) });
  }

  get<T extends KubeObject>(kind: string, name: string): T {
    const found = this.store.get<T>(kind, SHOP, name);
    if (found === null) throw new Error(`there is no ${kind} ${name}`);
    return found;
  }

  pods(labels: Readonly<Record<string, string>> = {}): readonly Pod[] {
    return this.store.list<Pod>('Pod', { namespace: SHOP, labels });
  }

  sets(): readonly ReplicaSet[] {
    return this.store.list<ReplicaSet>('ReplicaSet', { namespace: SHOP });
  }

  /** In the order in which they were first told. */
  events(kind: string): readonly string[] {
    return [...this.store.list<CoreEvent>('Event', { namespace: SHOP })]
      .filter(({ involvedObject }) => involvedObject.kind === kind)
      .sort((a, b) => order(a) - order(b))
      .map(({ reason, message }) => `${reason}: ${message}`);
  }

  seconds(count: number): void {
    this.time.advance(count * 1_000);
  }
}

function order({ metadata }: KubeObject): number {
  return Number.parseInt(metadata.name.slice(metadata.name.lastIndexOf('.') + 1), 16);
}

export function template(app: string, tag: string) {
  const ports = [{ name: 'http', containerPort: 8080, protocol: 'TCP' }];
  return {
    metadata: { labels: { app } },
    spec: { containers: [{ name: 'app', image: `ghcr.io/acme/${app}:${tag}`, ports }] },
  };
}

export function deployment(app: string, tag: string, spec: object = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace: SHOP },
    spec: { replicas: 3, selector: { matchLabels: { app } }, template: template(app, tag), ...spec },
  };
}

export function service(name: string, app: string): Service {
  const ports = [{ name: 'http', port: 80, targetPort: 'http' }];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: SHOP },
    spec: { selector: { app }, ports },
  };
}

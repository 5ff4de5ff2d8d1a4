/**
 * A pod for debugging: a copy of a version's pod with labels of its own, so that no Service, ReplicaSet or PodDisruptionBudget takes
 * it for one of theirs (as `kubectl debug --copy-to` does it), without probes, and with an end that the kubelet keeps.
 */
import type { TargetDebug, WantedPod } from '../../engine/debugging/ports.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import { isConflict, isNotFound } from '../../kubernetes/errors.ts';
import { explained } from '../../kubernetes/problems.ts';
import type { Target } from '../../model/catalog.ts';
import { UserProblem } from '../../model/problem.ts';
import type { KeptVersion, Revision } from '../../model/rollback.ts';
import { named } from './kept.ts';
import { type Container, DEBUG_LABEL, FIELD_MANAGER, type Pod, type PodTemplate } from './objects.ts';
import { podsPath } from './paths.ts';

/** Of the container that has tools. */
const TOOLS = 'debug';
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];

export interface DebugPodParts {
  readonly connections: Readonly<Record<string, Connection>>;
  readonly find: (target: Target, match: (version: Revision) => boolean) => Promise<KeptVersion | null>;
}

export class ArgoDebug implements TargetDebug {
  readonly #parts: DebugPodParts;

  constructor(parts: DebugPodParts) {
    this.#parts = parts;
  }

  async begin(target: Target, wanted: WantedPod): Promise<{ container: string }> {
    const version = await this.#parts.find(target, ({ hash }) => hash === wanted.hash);
    if (version === null) throw goneVersion(target);
    const body = debugPod(JSON.parse(version.template) as PodTemplate, target, wanted);
    const query = { fieldManager: FIELD_MANAGER };
    await this.#asked(target, wanted.name, (connection) =>
      connection.request('POST', podsPath(target.namespace), { body, query }).catch((error: unknown) => {
        // A process before this one has made it.
        if (!isConflict(error)) throw error;
      }),
    );
    return { container: wanted.beside ? TOOLS : target.container };
  }

  async state(target: Target, name: string): Promise<string | null> {
    const path = `${podsPath(target.namespace)}/${name}`;
    const pod = await this.#asked(target, name, (connection) =>
      connection.request<Pod>('GET', path, {}).catch((error: unknown) => {
        if (isNotFound(error)) return null;
        throw error;
      }),
    );
    if (pod === null) return null;
    const waiting = pod.status?.containerStatuses?.map(({ state }) => state?.waiting?.reason).find(Boolean);
    return waiting ?? pod.status?.reason ?? pod.status?.phase ?? 'Pending';
  }

  async end(target: Target, name: string): Promise<void> {
    const path = `${podsPath(target.namespace)}/${name}`;
    await this.#asked(target, name, (connection) =>
      connection.request('DELETE', path, {}).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      }),
    );
  }

  async #asked<T>(target: Target, name: string, ask: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = this.#parts.connections[target.cluster];
    if (connection === undefined) throw new Error(`no connection to cluster ${target.cluster}`);
    try {
      return await ask(connection);
    } catch (error) {
      throw explained(error, `Pod ${target.namespace}/${name} in cluster ${target.cluster}`);
    }
  }
}

/** Pure. */
export function debugPod(template: PodTemplate, target: Target, { name, image, beside, seconds }: WantedPod): object {
  const { containers = [], ...spec } = template.spec ?? {};
  const own = containers.map((each) => quiet(each.name === target.container && !beside ? { ...each, image } : each));
  const tools = { name: TOOLS, image, stdin: true, tty: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: target.namespace, labels: { [DEBUG_LABEL]: name } },
    spec: {
      ...spec,
      containers: beside ? [...own, tools] : own,
      ...(beside && { shareProcessNamespace: true }),
      restartPolicy: 'Never',
      activeDeadlineSeconds: seconds,
    },
  };
}

/** What is debugged must not be restarted, nor waited for. */
function quiet(container: Container): object {
  return Object.fromEntries(Object.entries(container).filter(([key]) => !PROBES.includes(key)));
}

function goneVersion(target: Target): UserProblem {
  return new UserProblem('target-missing', {
    happened: `Nothing of ${named(target)} was copied.`,
    why: 'The version that was wanted is not kept any more.',
    hint: 'Ask again.',
  });
}

/**
 * Where the measurements take place: several services in one namespace, the shipped program, and a watch of its own that
 * says when a change was accepted by the API server.
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SlackWorkspace, startWorkspace } from '../sandbox/slack/index.ts';
import type { Rollout } from '../src/drivers/argo/objects.ts';
import type { Connection } from '../src/kubernetes/connection.ts';
import { ListWatch } from '../src/kubernetes/list-watch.ts';
import {
  create,
  createNamespace,
  openCluster,
  pathOf,
  type TestCluster,
  until,
} from '../test/cluster/support/cluster.ts';
import { freePort, Program } from '../test/cluster/support/program.ts';
import { CHANNEL, DEV, SEED } from '../test/cluster/support/story.ts';
import { blueGreen, canaryNginx, IMAGE } from '../test/cluster/support/workloads.ts';

const STEPS = [{ setWeight: 20 }, { pause: {} }];

export class Arena {
  readonly cluster: TestCluster;
  readonly namespace: string;
  readonly canaries: readonly string[];
  readonly blueGreens: readonly string[];
  readonly #slack: SlackWorkspace;
  readonly program: Program;
  readonly #rollouts: ListWatch<Rollout, Rollout>;
  readonly #waiting = new Set<{ readonly look: () => boolean; readonly found: (at: number) => void }>();
  #turn = 0;
  #version = 1;

  private constructor(
    parts: Pick<Arena, 'cluster' | 'namespace' | 'canaries' | 'blueGreens' | 'program'> & { slack: SlackWorkspace },
  ) {
    this.cluster = parts.cluster;
    this.namespace = parts.namespace;
    this.canaries = parts.canaries;
    this.blueGreens = parts.blueGreens;
    this.program = parts.program;
    this.#slack = parts.slack;
    this.#rollouts = new ListWatch<Rollout, Rollout>(parts.cluster.connection, {
      path: pathOf('Rollout', parts.namespace),
      summarise: (rollout) => rollout,
      changed: () => this.#look(),
    });
  }

  static async open(count: number): Promise<Arena> {
    const cluster = openCluster();
    const namespace = await createNamespace(cluster.connection, 'bench');
    const canaries = Array.from({ length: count }, (_, index) => `canary-${index}`);
    const blueGreens = Array.from({ length: count }, (_, index) => `colour-${index}`);
    for (const name of canaries)
      await create(
        cluster.connection,
        namespace,
        ...canaryNginx({ name, steps: STEPS, strategy: { abortScaleDownDelaySeconds: 1 } }),
      );
    for (const name of blueGreens)
      await create(cluster.connection, namespace, ...blueGreen({ name, strategy: { abortScaleDownDelaySeconds: 1 } }));
    const slack = await startWorkspace({ seed: SEED });
    const folder = await mkdtemp(join(tmpdir(), 'rollbridge-bench-'));
    await writeFile(join(folder, 'catalog.yaml'), JSON.stringify(catalog(namespace, [...canaries, ...blueGreens])));
    const port = await freePort();
    slack.driver.connect(`http://127.0.0.1:${port}/slack/events`);
    const program = new Program({
      env: {
        ROLLBRIDGE_CONFIG: join(folder, 'catalog.yaml'),
        KUBECONFIG: process.env.KUBECONFIG ?? '',
        SLACK_BOT_TOKEN: SEED.bot.token,
        SLACK_SIGNING_SECRET: SEED.signingSecret,
        SLACK_API_URL: slack.apiUrl,
        PORT: String(port),
        LOG_LEVEL: 'warn',
      },
    });
    const arena = new Arena({ cluster, namespace, canaries, blueGreens, program, slack });
    await arena.#rollouts.start();
    for (const name of [...canaries, ...blueGreens]) await arena.sees(name, isAtRest);
    await program.start();
    return arena;
  }

  get connection(): Connection {
    return this.cluster.connection;
  }

  async close(): Promise<void> {
    await this.program.kill();
    this.#rollouts.stop();
    await this.#slack.close();
    await this.connection.request('DELETE', `/api/v1/namespaces/${this.namespace}`);
    await this.cluster.close();
  }

  nextCanary(): string {
    return this.canaries[this.#turn++ % this.canaries.length] ?? '';
  }

  rolloutPath(service: string): string {
    return pathOf('Rollout', this.namespace, service);
  }

  async say(user: string, text: string): Promise<void> {
    const [command = '', ...words] = text.split(' ');
    await this.#slack.driver.slash(user, CHANNEL, command, words.join(' '));
  }

  /** Through the program, until the update waits at its pause. Resolves with the time at which the watch showed it. */
  async deploy(service: string): Promise<number> {
    await this.say(DEV, `/deploy ${service} 2.0.${this.#version++}`);
    return await this.sees(service, (rollout) => (rollout.status?.pauseConditions?.length ?? 0) > 0);
  }

  sawAbort(service: string): Promise<number> {
    return this.sees(service, (rollout) => rollout.status?.abort === true);
  }

  /** Back at rest on the first version, whoever aborted it, and free for the next release. */
  async tidy(service: string): Promise<void> {
    const open = async () =>
      isAtRest(await this.connection.request<Rollout>('GET', this.rolloutPath(service))) ? true : null;
    if (!(await open())) await this.say(DEV, `/rollback ${service} now`);
    await this.sees(service, isAtRest);
    const ended = async () => {
      const list = await this.connection.request<{
        items: { spec: { service: string }; status?: { phase?: string } }[];
      }>('GET', pathOf('Release', this.namespace));
      return list.items.every(({ spec, status }) => spec.service !== service || status?.phase === 'RolledBack');
    };
    await until(ended, { what: `every release of ${service} to end`, timeoutMs: 60_000 });
  }

  /** Resolves with the time at which the watch first shows a Rollout for which this holds. */
  sees(service: string, holds: (rollout: Rollout) => boolean, timeoutMs = 60_000): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${service}: waited in vain`)), timeoutMs);
      const look = () => {
        const rollout = this.#rollouts.items().get(`${this.namespace}/${service}`);
        return rollout !== undefined && holds(rollout);
      };
      const found = (at: number) => {
        clearTimeout(timer);
        resolve(at);
      };
      this.#waiting.add({ look, found });
      this.#look();
    });
  }

  #look(): void {
    const now = performance.now();
    for (const waiting of this.#waiting) {
      if (!waiting.look()) continue;
      this.#waiting.delete(waiting);
      waiting.found(now);
    }
  }
}

export function isAtRest({ spec, status }: Rollout): boolean {
  return (
    spec.template?.spec?.containers?.[0]?.image === `${IMAGE}:1.0.0` &&
    status?.phase === 'Healthy' &&
    status.currentPodHash === status.stableRS
  );
}

function catalog(namespace: string, names: readonly string[]): object {
  const access = { deploy: [DEV], approve: [DEV], approvals: 1 };
  const service = (name: string) => {
    const target = { region: 'eu', cluster: 'home', namespace, kind: 'Rollout', name, container: 'app' };
    return { image: IMAGE, environments: { production: { channel: CHANNEL, access, targets: [target] } } };
  };
  return {
    home: { cluster: 'home', namespace },
    clusters: { home: { context: 'home' } },
    services: Object.fromEntries(names.map((name) => [name, service(name)])),
  };
}

/**
 * A story's world: a namespace with a Rollout, a Slack workspace with people, and the shipped program between them.
 * Stories act only as people in Slack and as clients of the Kubernetes API, and look only at messages and objects.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Driver } from '../../../sandbox/slack/driver.ts';
import type { Fault } from '../../../sandbox/slack/faults.ts';
import { type SlackWorkspace, startWorkspace } from '../../../sandbox/slack/index.ts';
import type { Message } from '../../../sandbox/slack/message.ts';
import type { Rollout, Service } from '../../../src/drivers/argo/objects.ts';
import { HASH_LABEL } from '../../../src/drivers/argo/objects.ts';
import type { K8sList, K8sObject } from '../../../src/kubernetes/objects.ts';
import type { ReleaseStatus } from '../../../src/model/release.ts';
import { ConfigMapMount } from '../../config/config-map-mount.ts';
import { freePort } from '../../free-port.ts';
import { create, createNamespace, get, openCluster, pathOf, type TestCluster, until } from './cluster.ts';
import { Program } from './program.ts';
import { ApiProxy } from './proxy.ts';

export const DEV = 'U0DEV';
export const SRE = 'U0SRE';
export const SRE2 = 'U0SRE2';
export const STRANGER = 'U0STRANGER';
export const GUEST = 'U0GUEST';
export const CHANNEL = 'C0DEPLOYS';

export interface StoryOptions {
  readonly objects: readonly K8sObject[];
  readonly access?: object;
  /** More of the catalog, or other services. */
  readonly catalog?: object | ((namespace: string) => object);
  readonly rateLimits?: { readonly scale?: number };
  readonly token?: (namespace: string) => Promise<string>;
  /** What goes wrong in Slack from the beginning. */
  readonly faults?: readonly Fault[];
  /** How Slack's requests come in: by signed HTTP unless given. */
  readonly slack?: 'http' | 'sockets';
  /** More of the program's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ReleaseObject extends K8sObject {
  readonly spec: Readonly<Record<string, string>>;
  readonly status?: ReleaseStatus;
}

export class Story {
  readonly cluster: TestCluster;
  readonly slack: SlackWorkspace;
  readonly proxy: ApiProxy;
  /** Another way to the same cluster, which the catalog may name as one of its own, `far`. */
  readonly far: ApiProxy;
  readonly program: Program;
  /** Where the program finds its catalog. */
  readonly mount: ConfigMapMount;
  readonly namespace: string;
  /** Where the program keeps its files unless the catalog says otherwise. */
  readonly folder: string;

  private constructor(
    parts: Pick<Story, 'cluster' | 'slack' | 'proxy' | 'far' | 'program' | 'mount' | 'namespace' | 'folder'>,
  ) {
    this.cluster = parts.cluster;
    this.slack = parts.slack;
    this.proxy = parts.proxy;
    this.far = parts.far;
    this.program = parts.program;
    this.mount = parts.mount;
    this.namespace = parts.namespace;
    this.folder = parts.folder;
  }

  static async prepare(options: StoryOptions): Promise<Story> {
    const cluster = openCluster();
    const namespace = await createNamespace(cluster.connection, 'story');
    await create(cluster.connection, namespace, ...options.objects);
    const [proxy, far] = [new ApiProxy(cluster.config), new ApiProxy(cluster.config)];
    await Promise.all([proxy.listen(), far.listen()]);
    const slack = await startWorkspace({
      seed: SEED,
      manifest: 'manifest.yml',
      ...(options.rateLimits === undefined ? {} : { rateLimits: options.rateLimits }),
    });
    for (const fault of options.faults ?? []) slack.driver.fault(fault);
    const folder = await mkdtemp(join(tmpdir(), 'rollbridge-story-'));
    await writeFile(join(folder, 'kubeconfig'), proxy.kubeconfig(far, await options.token?.(namespace)));
    const { catalog } = options;
    const more = typeof catalog === 'function' ? catalog(namespace) : catalog;
    const mount = new ConfigMapMount(JSON.stringify({ ...catalogOf(namespace, options.access), ...more }));
    const port = await freePort();
    const bySockets = options.slack === 'sockets';
    if (!bySockets) slack.driver.connect(`http://127.0.0.1:${port}/slack/events`);
    const program = new Program({
      env: {
        ROLLBRIDGE_CONFIG: mount.path,
        KUBECONFIG: join(folder, 'kubeconfig'),
        SLACK_BOT_TOKEN: SEED.bot.token,
        ...(bySockets ? { SLACK_APP_TOKEN: SEED.bot.appToken } : { SLACK_SIGNING_SECRET: SEED.signingSecret }),
        SLACK_API_URL: slack.apiUrl,
        ROLLBRIDGE_ALERTS_TOKEN: SEED.alertsToken,
        PORT: String(port),
        LOG_LEVEL: 'debug',
        TMPDIR: folder,
        ...options.env,
      },
    });
    return new Story({ cluster, slack, proxy, far, program, mount, namespace, folder });
  }

  /** Everything is up: the first version serves and the program is ready. */
  static async begin(options: StoryOptions): Promise<Story> {
    const story = await Story.prepare(options);
    try {
      await story.sees('the first version serves', ({ status }) => status?.phase === 'Healthy');
      await story.program.start();
    } catch (error) {
      await story.end();
      throw error;
    }
    return story;
  }

  async end(): Promise<void> {
    await this.program.kill();
    await Promise.all([this.proxy.close(), this.far.close()]);
    await this.slack.close();
    await this.cluster.connection.request('DELETE', `/api/v1/namespaces/${this.namespace}`);
    await this.cluster.close();
    this.mount.remove();
    await rm(this.folder, { recursive: true, force: true });
  }

  get people(): Driver {
    return this.slack.driver;
  }

  /** A slash command; resolves with what the person reads as the answer. */
  async says(user: string, text: string): Promise<string> {
    const [command = '', ...rest] = text.split(' ');
    const before = this.people.ephemerals(user).length;
    await this.people.slash(user, CHANNEL, command, rest.join(' '));
    // After two seconds people are told that it takes longer; the answer comes all the same.
    return await this.people.waitFor(
      (people) =>
        people
          .ephemerals(user)
          .slice(before)
          .map((each) => people.textOf(each))
          .find((answer) => !answer.includes('Still working')),
      { what: `an answer to ${text}`, timeoutMs: 20_000 },
    );
  }

  /** The newest card in the channel. */
  card(): Message | undefined {
    return this.people.messages(CHANNEL, { as: DEV }).at(-1);
  }

  cards(): Message[] {
    return this.people.messages(CHANNEL, { as: DEV });
  }

  cardText(): string {
    const card = this.card();
    return card === undefined ? '' : this.people.textOf(card);
  }

  thread(): string {
    const card = this.card();
    if (card === undefined) return '';
    return this.people
      .thread(CHANNEL, card.ts, { as: DEV })
      .slice(1)
      .map((reply) => this.people.textOf(reply))
      .join('\n');
  }

  /** The replies under the newest card, as they are announced. */
  lines(): string[] {
    const card = this.card();
    if (card === undefined) return [];
    return this.people
      .thread(CHANNEL, card.ts, { as: DEV })
      .slice(1)
      .map((reply) => reply.text);
  }

  /** Waits until the newest card reads like this; returns it as it was then. */
  async cardShows(pattern: RegExp, timeoutMs = 30_000): Promise<Message> {
    return await this.people.waitFor(
      () => {
        const card = this.card();
        return card !== undefined && pattern.test(this.people.textOf(card)) ? card : undefined;
      },
      { what: `a card that shows ${pattern}`, timeoutMs },
    );
  }

  async threadShows(pattern: RegExp, timeoutMs = 20_000): Promise<string> {
    return await this.people.waitFor(() => (pattern.test(this.thread()) ? this.thread() : undefined), {
      what: `a thread that shows ${pattern}`,
      timeoutMs,
    });
  }

  async cardOffers(label: RegExp, timeoutMs = 30_000): Promise<Message> {
    return await this.people.waitFor(
      () => {
        const card = this.card();
        return card !== undefined && this.people.labels(card).some((each) => label.test(each)) ? card : undefined;
      },
      { what: `a card with a button ${label}`, timeoutMs },
    );
  }

  /** Presses what is on the newest card; resolves with the private answer, or '' when there is none. */
  async presses(user: string, label: string, on: Message | undefined = this.card()): Promise<void> {
    if (on === undefined) throw new Error('there is no card to press on');
    await this.people.press(user, on, label, { withBlocksOf: on });
  }

  async answerTo(user: string, pattern: RegExp): Promise<string> {
    const found = await this.people.waitFor(
      (people) =>
        people
          .ephemerals(user)
          .map((each) => people.textOf(each))
          .find((text) => pattern.test(text)),
      { what: `a private answer to ${user} that shows ${pattern}`, timeoutMs: 15_000 },
    );
    return found;
  }

  async rollout(): Promise<Rollout> {
    const rollout = await get<Rollout>(this.cluster.connection, 'Rollout', this.namespace, 'shop');
    if (rollout === null) throw new Error('there is no rollout');
    return rollout;
  }

  sees(what: string, holds: (rollout: Rollout) => boolean, timeoutMs = 30_000): Promise<Rollout> {
    const look = async () => {
      const rollout = await this.rollout();
      return holds(rollout) ? rollout : null;
    };
    return until(look, { what, timeoutMs });
  }

  async patchRollout(body: object, subresource = ''): Promise<void> {
    await this.cluster.connection.request('PATCH', pathOf('Rollout', this.namespace, 'shop') + subresource, {
      body,
      contentType: 'application/merge-patch+json',
    });
  }

  /** The version hash that a Service sends its traffic to. */
  async selected(service: string): Promise<string | undefined> {
    return (await get<Service>(this.cluster.connection, 'Service', this.namespace, service))?.spec?.selector?.[
      HASH_LABEL
    ];
  }

  /** Weight on the canary Ingress; 0 when there is none. */
  async canaryWeight(): Promise<number> {
    const ingress = await get<K8sObject>(this.cluster.connection, 'Ingress', this.namespace, 'shop-shop-canary');
    return Number(ingress?.metadata.annotations?.['nginx.ingress.kubernetes.io/canary-weight'] ?? 0);
  }

  async releases(): Promise<readonly ReleaseObject[]> {
    const list = await this.cluster.connection.request<K8sList<ReleaseObject>>(
      'GET',
      pathOf('Release', this.namespace),
    );
    return [...list.items].sort((a, b) =>
      (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? ''),
    );
  }

  async release(): Promise<ReleaseObject> {
    const newest = (await this.releases()).at(-1);
    if (newest === undefined) throw new Error('there is no release');
    return newest;
  }
}

export const SEED = {
  users: [
    { id: DEV, name: 'dana' },
    { id: SRE, name: 'sam' },
    { id: SRE2, name: 'robin', email: 'robin@acme.example' },
    { id: STRANGER, name: 'stranger' },
    { id: GUEST, name: 'guest', guest: 'several' as const },
  ],
  groups: [
    { id: 'S0DEVS', handle: 'devs', members: [DEV] },
    { id: 'S0SRE', handle: 'sre', members: [SRE, SRE2] },
  ],
  channels: [{ id: CHANNEL, name: 'deploys', members: [DEV, SRE, SRE2, STRANGER, 'U0BOT'] }],
  bot: { userId: 'U0BOT', botId: 'B0BOT', token: 'xoxb-story', appToken: 'xapp-story', appId: 'A0BOT' },
  signingSecret: 'a-story-secret',
  alertsToken: 'what-alertmanager-shows',
};

/** JSON is YAML. */
export function catalogOf(namespace: string, access: object = {}) {
  const rules = { deploy: ['@devs'], approve: ['@sre'], approvals: 1, ...access };
  const target = { region: 'eu', cluster: 'home', namespace, kind: 'Rollout', name: 'shop', container: 'app' };
  return {
    home: { cluster: 'home', namespace },
    clusters: { home: { context: 'home' } },
    services: {
      shop: {
        image: 'ghcr.io/acme/shop',
        environments: { production: { channel: CHANNEL, access: rules, targets: [target] } },
      },
    },
  };
}

/** The same, with the service in a cluster that is not the one of the releases. */
export function farAway(namespace: string, access: object = {}) {
  const catalog = catalogOf(namespace, access);
  const { production } = catalog.services.shop.environments;
  const targets = production.targets.map((target) => ({ ...target, cluster: 'far' }));
  return {
    ...catalog,
    clusters: { home: { context: 'home' }, far: { context: 'far' } },
    services: { shop: { ...catalog.services.shop, environments: { production: { ...production, targets } } } },
  };
}

/** Runs a story in a world of its own and tidies up after it; what the program said is shown when it fails. */
export async function inStory(options: StoryOptions, tell: (story: Story) => Promise<void>): Promise<void> {
  const story = await Story.begin(options);
  try {
    await tell(story);
  } catch (error) {
    const log = story.program.output.split('\n').slice(-40).join('\n');
    throw new Error(
      `${error instanceof Error ? error.message : String(error)}\n--- card\n${story.cardText()}\n--- log\n${log}`,
    );
  } finally {
    await story.end();
  }
}

/**
 * Where the measurements take place: many services in one namespace, a Slack workspace without rate limits, the shipped
 * program between them, and a bare client with a warm connection of its own.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Delivery, type Message, type SlackWorkspace, startWorkspace } from '../sandbox/slack/index.ts';
import type { Pod } from '../src/drivers/argo/objects.ts';
import { ClusterConnection } from '../src/kubernetes/connection.ts';
import type { K8sList } from '../src/kubernetes/objects.ts';
import { hasEnded, isHolding } from '../src/model/release.ts';
import { pressValue } from '../src/views/press.ts';
import {
  create,
  createNamespace,
  openCluster,
  pathOf,
  type TestCluster,
  until,
} from '../test/cluster/support/cluster.ts';
import { Program } from '../test/cluster/support/program.ts';
import { DEV, SEED } from '../test/cluster/support/story.ts';
import { blueGreen, canaryNginx, IMAGE, STEPS } from '../test/cluster/support/workloads.ts';
import { freePort } from '../test/free-port.ts';
import { catalogText, channelOf, ENVIRONMENT, evidenceFolder } from './catalog.ts';
import { Witness } from './witness.ts';

const FIRST = `${IMAGE}:1.0.0`;
/** As `npm start` runs it. */
export const AS_SHIPPED = '--enable-source-maps --max-semi-space-size=4';

/**
 * At every look at a canary Argo's controller lists the pods of each of its old ReplicaSets, out of the 40 requests a second
 * that it allows itself: a long history would make many releases in a row wait for that.
 */
const HISTORY = 1;

const CATALOG = 'catalog.yaml';

export const PODS_EACH = 25;
const CROWD = [{ setCanaryScale: { replicas: PODS_EACH } }, { setWeight: 20 }, { pause: {} }];

export interface Services {
  /** In the catalog. */
  readonly canaries: readonly string[];
  readonly blueGreens: readonly string[];
  /** In the catalog: canaries with `PODS_EACH` pods of each version at their pause. */
  readonly crowded: readonly string[];
  /** Not in the catalog: Rollbridge would make good what the controller loses of other people's aborts. */
  readonly plainCanaries: readonly string[];
  readonly plainBlueGreens: readonly string[];
}

interface Parts {
  readonly cluster: TestCluster;
  readonly bare: ClusterConnection;
  readonly namespace: string;
  readonly services: Services;
  readonly witness: Witness;
  readonly slack: SlackWorkspace;
  readonly program: Program;
  /** Where the catalog and the evidence are. */
  readonly folder: string;
}

export class Arena {
  readonly #parts: Parts;
  #version = 0;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  static async open(services: Services): Promise<Arena> {
    const cluster = openCluster();
    const namespace = await createNamespace(cluster.connection, 'bench');
    await populate(cluster, namespace, services);
    const channels = releasedOf(services).map((name) => ({
      id: channelOf(name),
      name,
      members: [DEV, SEED.bot.userId],
    }));
    const slack = await startWorkspace({ seed: { ...SEED, channels }, manifest: 'manifest.yml' });
    const folder = await mkdtemp(join(tmpdir(), 'rollbridge-bench-'));
    const port = await freePort();
    slack.driver.connect(`http://127.0.0.1:${port}/slack/events`);
    const program = new Program({
      env: {
        ROLLBRIDGE_CONFIG: join(folder, CATALOG),
        KUBECONFIG: process.env.KUBECONFIG ?? '',
        SLACK_BOT_TOKEN: SEED.bot.token,
        SLACK_SIGNING_SECRET: SEED.signingSecret,
        SLACK_API_URL: slack.apiUrl,
        PORT: String(port),
        NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS ?? AS_SHIPPED,
      },
    });
    const bare = new ClusterConnection(cluster.config, 'rollbridge-bench');
    bare.keepWarm();
    const witness = new Witness(cluster.connection, namespace);
    const arena = new Arena({ cluster, bare, namespace, services, witness, slack, program, folder });
    await arena.capture(true);
    await witness.start();
    await Promise.all(
      Object.values(services)
        .flat()
        .map((name: string) => arena.restsAgain(name)),
    );
    await program.start();
    await witness.followReleases();
    return arena;
  }

  get services(): Services {
    return this.#parts.services;
  }

  get namespace(): string {
    return this.#parts.namespace;
  }

  get witness(): Witness {
    return this.#parts.witness;
  }

  get program(): Program {
    return this.#parts.program;
  }

  /** Requests over one connection that is kept warm, beside those of the witness. */
  get bare(): ClusterConnection {
    return this.#parts.bare;
  }

  /** The folder with the captures. */
  get evidence(): string {
    return evidenceFolder(this.#parts.folder);
  }

  /** How many archives were put into threads. */
  get uploads(): number {
    return this.#parts.slack.driver.calls('files.completeUploadExternal').length;
  }

  /** Captures are made from now on, or are not. */
  async capture(capture: boolean): Promise<void> {
    const { folder, program, cluster, namespace, services } = this.#parts;
    const context = cluster.config.getCurrentContext();
    const text = catalogText({ context, namespace, names: releasedOf(services), capture, folder });
    const file = join(folder, CATALOG);
    const before = await readFile(file, 'utf8').catch(() => null);
    await writeFile(file, text);
    if (before === null || before === text) return;
    const taken = () => program.logs.filter(({ msg }) => msg === 'a changed catalog is in force').length;
    const earlier = taken();
    program.hangUp();
    await until(() => Promise.resolve(taken() > earlier), { what: 'the changed catalog to be taken' });
  }

  /** Resolves when so many pods of a service are there and ready. */
  async podsServe(service: string, count: number): Promise<void> {
    const { cluster, namespace } = this.#parts;
    const query = { labelSelector: `app=${service}` };
    const areReady = async () => {
      const path = `/api/v1/namespaces/${namespace}/pods`;
      const { items } = await cluster.connection.request<K8sList<Pod>>('GET', path, { query });
      const ready = items.filter(({ status }) =>
        status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
      );
      return items.length === count && ready.length === count;
    };
    await until(areReady, { what: `${count} pods of ${service}`, timeoutMs: 60_000 });
  }

  async close(): Promise<void> {
    const { program, witness, slack, bare, cluster, namespace, folder } = this.#parts;
    await program.stop();
    witness.stop();
    await slack.close();
    await bare.close();
    await cluster.connection.request('DELETE', `/api/v1/namespaces/${namespace}`);
    await cluster.close();
    await rm(folder, { recursive: true });
  }

  rolloutPath(service: string): string {
    return pathOf('Rollout', this.namespace, service);
  }

  /** A slash command; resolves with the answer, or with what Slack would have said went wrong. */
  async say(service: string, text: string): Promise<string> {
    const [command = '', ...words] = text.split(' ');
    return said(await this.#parts.slack.driver.slash(DEV, channelOf(service), command, words.join(' ')));
  }

  /**
   * The *Roll back* button of the card. What is pressed carries what that button carries once the card is up to date:
   * Slack allows fewer updates a minute than a benchmark makes releases.
   */
  async pressRollback(service: string, card: Message): Promise<string> {
    const { driver } = this.#parts.slack;
    const release = this.running(service)?.metadata.name ?? null;
    const from = this.witness.rollout(service)?.status?.currentPodHash ?? null;
    const value = pressValue({ release, service, environment: ENVIRONMENT, from });
    const text = { type: 'plain_text', text: 'Roll back', emoji: true };
    const button = { type: 'button', action_id: 'release.rollback', text, value };
    const block = { type: 'actions', block_id: 'bench', elements: [button] };
    const shown = { ...card, blocks: [...card.blocks, block] };
    const which = { actionId: 'release.rollback', blockId: 'bench' };
    return said(await driver.press(DEV, card, which, { withBlocksOf: shown }));
  }

  /** The newest card of a service, once it is posted. */
  card(service: string): Promise<Message> {
    const { driver } = this.#parts.slack;
    const newest = () => driver.messages(channelOf(service), { as: DEV }).at(-1);
    return driver.waitFor(newest, { what: `a card of ${service}`, timeoutMs: 30_000 });
  }

  /** Through Slack, until the update waits at its pause. Resolves with the time at which the watch showed that. */
  async deploy(service: string): Promise<number> {
    const tag = this.#nextTag();
    let answer = await this.say(service, `/deploy ${service} ${tag}`);
    if (/Releases are held/.test(answer)) {
      // The record of a rollback comes after its effect: there was no hold yet when this place was tidied.
      await this.tidy(service);
      answer = await this.say(service, `/deploy ${service} ${tag}`);
    }
    return await this.#waitsAtPause(service, tag, answer);
  }

  /** The same without Rollbridge. */
  async deployPlainly(service: string): Promise<number> {
    const tag = this.#nextTag();
    await this.#setImage(service, `${IMAGE}:${tag}`);
    return await this.#waitsAtPause(service, tag, 'image set');
  }

  async undoPlainly(service: string): Promise<void> {
    await this.#setImage(service, FIRST);
    await this.restsAgain(service);
  }

  isAborted(service: string): boolean {
    return this.witness.rollout(service)?.status?.abort === true;
  }

  /** The controller has acted on an abort. */
  isAbortSeen(service: string): boolean {
    return !!this.witness.rollout(service)?.status?.abortedAt;
  }

  /** The first version stands in the spec; the controller may not have seen it. */
  isRestored(service: string): boolean {
    return this.#image(service) === FIRST;
  }

  /** The first version is the wanted and the stable one, and the controller knows. */
  isBack(service: string): boolean {
    const rollout = this.witness.rollout(service);
    if (rollout === undefined || !this.isRestored(service)) return false;
    const { metadata, status } = rollout;
    const isObserved = Number(status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
    return isObserved && status?.stableRS !== undefined && status.currentPodHash === status.stableRS;
  }

  restsAgain(service: string): Promise<number> {
    const isHealthy = () => this.witness.rollout(service)?.status?.phase === 'Healthy';
    return this.witness.sees(`${service} to rest on ${FIRST}`, () => this.isBack(service) && isHealthy());
  }

  /** Back at rest, whoever aborted it, and free for the next release. */
  async tidy(service: string): Promise<void> {
    if (!this.isRestored(service)) await this.say(service, `/rollback ${service} now`);
    await this.restsAgain(service);
    await this.witness.sees(`the release of ${service} to end`, () => this.running(service) === undefined);
    const isHeld = () => this.witness.releases(service).some(({ status }) => isHolding(status ?? null));
    if (isHeld()) await this.say(service, `/deploy lift ${service}`);
    await this.witness.sees(`the hold on ${service} to be lifted`, () => !isHeld());
  }

  /** The release of a service that has not ended. */
  running(service: string) {
    return this.witness.releases(service).find(({ status }) => status === undefined || !hasEnded(status.phase));
  }

  #nextTag(): string {
    this.#version += 1;
    return `2.0.${this.#version}`;
  }

  #image(service: string): string | undefined {
    return this.witness.rollout(service)?.spec.template?.spec?.containers?.[0]?.image;
  }

  async #setImage(service: string, image: string): Promise<void> {
    const body = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: image }];
    const contentType = 'application/json-patch+json';
    await this.#parts.cluster.connection.request('PATCH', this.rolloutPath(service), { body, contentType });
  }

  #waitsAtPause(service: string, tag: string, answer: string): Promise<number> {
    const isCanary = this.witness.rollout(service)?.spec.strategy?.canary !== undefined;
    const isWaiting = () => {
      const pauses = this.witness.rollout(service)?.status?.pauseConditions?.length ?? 0;
      return this.#image(service) === `${IMAGE}:${tag}` && pauses > 0;
    };
    const isShown = () => isWaiting() && (!isCanary || this.witness.canaryWeight(service) > 0);
    return this.witness.sees(`${service} ${tag} to wait at its pause (${answer})`, isShown);
  }
}

function said({ failure, ack }: Delivery): string {
  return failure ?? /"text":"([^"]*)"/.exec(ack.body)?.[1] ?? ack.body;
}

function releasedOf({ canaries, blueGreens, crowded }: Services): readonly string[] {
  return [...canaries, ...blueGreens, ...crowded];
}

async function populate({ connection }: TestCluster, namespace: string, services: Services): Promise<void> {
  const shape = { strategy: { abortScaleDownDelaySeconds: 1 }, spec: { revisionHistoryLimit: HISTORY } };
  for (const name of [...services.canaries, ...services.plainCanaries])
    await create(connection, namespace, ...canaryNginx({ name, steps: STEPS, ...shape }));
  for (const name of [...services.blueGreens, ...services.plainBlueGreens])
    await create(connection, namespace, ...blueGreen({ name, ...shape }));
  const crowd = { replicas: PODS_EACH, steps: CROWD, spec: { revisionHistoryLimit: HISTORY } };
  for (const name of services.crowded) await create(connection, namespace, ...canaryNginx({ name, ...crowd }));
}

/** A red button pressed in some state: what was there before, and everything that must hold afterwards, whatever the state was. */
import { HASH_LABEL } from '../../../src/drivers/argo/objects.ts';
import { podsPath } from '../../../src/drivers/argo/paths.ts';
import type { K8sList, K8sObject } from '../../../src/kubernetes/objects.ts';
import { type Bundle, captured, json, manifestOf } from './evidence.ts';
import type { Story } from './story.ts';
import { IMAGE } from './workloads.ts';

const GOOD = `${IMAGE}:1.0.0`;
/** Of a pod, and of its log where the pod itself was still read. */
const GONE = /gone before it could be read$/;
const SECRET = 'hunter2';
/** What a capture reads; the flight recorder follows. */
const OF_CAPTURE = /\/events\?|\/pods\?labelSelector|\/log\?(?!.*follow)/;

/** As it is when somebody is about to press. */
export interface Press {
  /** Hash of the version that is wanted. */
  readonly bad: string;
  /** Names of its pods. */
  readonly pods: readonly string[];
  /** So many requests the program had made, and so many rollbacks the cluster had taken. */
  readonly requests: number;
  readonly accepted: number;
}

export async function aboutToPress(story: Story): Promise<Press> {
  const { status } = await story.rollout();
  const bad = status?.currentPodHash ?? '';
  const path = podsPath(story.namespace);
  const query = { labelSelector: `${HASH_LABEL}=${bad}` };
  const { items } = await story.cluster.connection.request<K8sList<K8sObject>>('GET', path, { query });
  const pods = items.map(({ metadata }) => metadata.name);
  return { bad, pods, requests: story.proxy.seen.length, accepted: acceptedBy(story) };
}

/** Rolled back once, with traffic on the first version alone, in these words, and with evidence that lacks nothing. */
export async function expectTakenBack(story: Story, was: Press, words: RegExp): Promise<Bundle> {
  await story.cardShows(/Rolled back/, 60_000);
  expect(story.cardText()).toMatch(words);
  expect(story.cardText()).toMatch(/accepted \+.* → bad version at 0 % \+.* → healthy \+/);
  await expectTraffic(story);
  const { metadata, status } = await story.release();
  expect(status?.story.filter(({ what }) => what === 'rollbackAsked')).toHaveLength(1);
  expect(acceptedBy(story) - was.accepted).toBe(1);
  await story.cardShows(/Evidence: \d+ files/);
  const since = story.proxy.seen.slice(was.requests);
  const moved = since.findIndex(({ method, path }) => method === 'PATCH' && /\/rollouts\/shop/.test(path));
  const looked = since.findIndex(({ path }) => OF_CAPTURE.test(path));
  expect({ moved, isFirst: moved >= 0 && moved < looked }).toEqual({ moved, isFirst: true });
  const bundle = await captured(story);
  expect(manifestOf(bundle)).toMatchObject({ occasion: 'rollback', release: metadata.name });
  expectWhole(bundle, was);
  return bundle;
}

/** All of it goes to the first version, which is the wanted and the stable one. */
export async function expectTraffic(story: Story): Promise<void> {
  const { spec, status } = await story.rollout();
  const stable = status?.stableRS;
  const serving = spec.strategy?.blueGreen === undefined ? 'shop-stable' : 'shop-active';
  expect({
    image: spec.template?.spec?.containers?.[0]?.image,
    phase: status?.phase,
    wanted: status?.currentPodHash,
    serving: await story.selected(serving),
    canary: await story.canaryWeight(),
  }).toEqual({ image: GOOD, phase: 'Healthy', wanted: stable, serving: stable, canary: 0 });
}

/**
 * Of each pod of the bad version there is its log, or why it has none; nothing else is missing but pods of the old version that
 * were on their way out before the press, and no secret is in it.
 */
export function expectWhole(bundle: Bundle, { bad, pods }: Pick<Press, 'bad' | 'pods'>): void {
  const { missing } = manifestOf(bundle);
  const neverStarted = new Set(
    missing.flatMap(({ what, why }) => (why.startsWith('it never started: ') ? [what] : [])),
  );
  const logs = pods.map((name) => `logs/${name}/app.log`);
  expect(logs.filter((path) => !bundle.files.has(path) && !neverStarted.has(path))).toEqual([]);
  const others = missing.filter(({ what, why }) => GONE.test(why) && !pods.some((name) => what.includes(name)));
  expect(missing.filter((each) => !neverStarted.has(each.what) && !others.includes(each))).toEqual([]);
  for (const path of ['report.html', 'release.json', 'rollout.json', 'events.json', `replicasets/shop-${bad}.json`])
    expect({ path, isThere: bundle.files.has(path) }).toEqual({ path, isThere: true });
  expect(json(bundle, 'as-of/target.json')).toMatchObject({ desiredHash: bad });
  const leaks = [...bundle.files].flatMap(([path, text]) => (text.includes(SECRET) ? [path] : []));
  expect(leaks).toEqual([]);
}

/** How many rollbacks the cluster has taken: each may take several writes, as Argo loses one now and then. */
export function acceptedBy({ program }: Story): number {
  return program.logs.filter(({ msg }) => msg === 'rollback accepted').length;
}

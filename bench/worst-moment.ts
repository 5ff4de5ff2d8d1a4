/** P8: rollbacks at the moment at which Argo Rollouts loses writes most easily, beside `kubectl argo rollouts abort`. */
import type { Arena } from './arena.ts';
import { pause } from './numbers.ts';
import { abortByKubectl } from './ways.ts';
import type { Witness } from './witness.ts';

const WITHIN_MS = 2_000;
const AFTER_PAUSE_MS = 300;

export interface Try {
  /** From the press until the effect showed; null when it did not in time. */
  readonly ms: number | null;
  /** How long after the pause it was pressed. */
  readonly afterMs: number;
  readonly service: string;
  readonly answer: string;
}

interface Tries {
  readonly services: readonly string[];
  readonly count: number;
  readonly deploy: (service: string) => Promise<number>;
  readonly press: (service: string) => Promise<string>;
  readonly hasEffect: (service: string) => boolean;
  readonly tidy: (service: string) => Promise<void>;
}

export interface WorstMoment {
  readonly rollbridge: readonly Try[];
  readonly kubectl: readonly Try[];
}

/** Weight 0 on the Ingress. */
export function measureCanaries(arena: Arena, count: number, kubectlCount: number): Promise<WorstMoment> {
  const { canaries, plainCanaries } = arena.services;
  const hasEffect = (service: string) => arena.witness.canaryWeight(service) === 0;
  return sideBySide(
    { witness: arena.witness, pace: new Pace(2_000, 3_500) },
    { ...byRollbridge(arena), services: canaries, count, hasEffect },
    { ...byKubectl(arena), services: plainCanaries, count: kubectlCount, hasEffect },
  );
}

/**
 * Users were never on the new version: the old one is wanted and stable again. An abort does not change what is
 * wanted; its effect is that the controller has acted on it.
 */
export function measureBlueGreens(arena: Arena, count: number, kubectlCount: number): Promise<WorstMoment> {
  const { blueGreens, plainBlueGreens } = arena.services;
  const isServing = (service: string) =>
    arena.witness.selected(`${service}-active`) === arena.witness.rollout(service)?.status?.stableRS;
  return sideBySide(
    { witness: arena.witness, pace: new Pace(1_000, 2_000) },
    {
      ...byRollbridge(arena),
      services: blueGreens,
      count,
      hasEffect: (service) => arena.isBack(service) && isServing(service),
    },
    {
      ...byKubectl(arena),
      services: plainBlueGreens,
      count: kubectlCount,
      hasEffect: (service) => arena.isAbortSeen(service),
    },
  );
}

function byRollbridge(arena: Arena): Pick<Tries, 'deploy' | 'press' | 'tidy'> {
  return {
    deploy: (service) => arena.deploy(service),
    press: (service) => arena.say(service, `/rollback ${service} now`),
    tidy: (service) => arena.tidy(service),
  };
}

function byKubectl(arena: Arena): Pick<Tries, 'deploy' | 'press' | 'tidy'> {
  return {
    deploy: (service) => arena.deployPlainly(service),
    press: async (service) => {
      await abortByKubectl(arena.namespace, service);
      return 'aborted';
    },
    tidy: (service) => arena.undoPlainly(service),
  };
}

interface Field {
  readonly witness: Witness;
  readonly pace: Pace;
}

/**
 * How soon one try may follow another. Argo's controller sends 40 requests a second at most, its default, and a canary and
 * its way back cost it about 60, most of them lists of pods: any faster, and its queue would be measured.
 */
class Pace {
  readonly #fromMs: number;
  readonly #toMs: number;
  #next = 0;

  constructor(fromMs: number, toMs: number) {
    this.#fromMs = fromMs;
    this.#toMs = toMs;
  }

  async turn(): Promise<void> {
    const at = Math.max(this.#next, performance.now());
    this.#next = at + this.#fromMs + Math.random() * (this.#toMs - this.#fromMs);
    await pause(Math.max(0, at - performance.now()));
  }
}

async function sideBySide({ witness, pace }: Field, rollbridge: Tries, kubectl: Tries): Promise<WorstMoment> {
  const [ours, theirs] = await Promise.all([triedOften(witness, pace, rollbridge), triedOften(witness, pace, kubectl)]);
  return { rollbridge: ours, kubectl: theirs };
}

/** All services beside each other, each with its next try in its turn as soon as it is at rest again. */
async function triedOften(witness: Witness, pace: Pace, tries: Tries): Promise<Try[]> {
  const done: Try[] = [];
  let left = tries.count;
  const work = async (service: string) => {
    while (left > 0) {
      left -= 1;
      await pace.turn();
      done.push(await tried(witness, tries, service));
      await tries.tidy(service);
    }
  };
  await Promise.all(tries.services.map(work));
  return done;
}

async function tried(witness: Witness, { deploy, press, hasEffect }: Tries, service: string): Promise<Try> {
  const pausedAt = await deploy(service);
  await pause(Math.random() * AFTER_PAUSE_MS);
  if (hasEffect(service)) throw new Error(`${service} went back before anybody pressed`);
  const from = performance.now();
  const effect = witness.sees(`an effect on ${service}`, () => hasEffect(service), WITHIN_MS).catch(() => null);
  const answer = await press(service);
  const at = await effect;
  return { ms: at === null ? null : at - from, afterMs: from - pausedAt, service, answer };
}

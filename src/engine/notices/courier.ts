/**
 * Sends what waits: for each destination one after the other, with pauses that grow while it does not take it. Nothing
 * else waits for it. What came of a try is written down; a notice whose answer was lost is sent again under the same name.
 */
import { deliveriesOf, isOfIncident, type Notice } from '../../model/notice.ts';
import { UserProblem } from '../../model/problem.ts';
import { bridgeOf } from '../incidents/seen.ts';
import { Lane } from '../lane.ts';
import { after, type Next, nextFor, withDelivery } from './deliveries.ts';
import type { NoticeWorld, Outcome, Parcel } from './ports.ts';

/** Timers of Node's take no more than 24.8 days. */
const LONGEST_MS = 60 * 60_000;

export class Courier {
  readonly #world: NoticeWorld;
  readonly #lanes = new Map<string, Lane>();
  readonly #stop = new AbortController();
  /** Destinations that take nothing for now, until when, in ms since 1970. */
  readonly #away = new Map<string, number>();
  /** Tries whose outcome could not be written down yet. */
  readonly #unwritten = new Map<string, Outcome>();
  #unfollow: () => void = () => undefined;

  constructor(world: NoticeWorld) {
    this.#world = world;
  }

  start(): void {
    const { notices } = this.#world;
    this.#unfollow = notices.follow((notice) => this.#wake(notice));
    this.lookAtAll();
  }

  /** As at the start, and when the catalog is another one. */
  lookAtAll(): void {
    this.#away.clear();
    for (const notice of this.#world.notices.all()) this.#wake(notice);
  }

  /** What is on its way is called off: it is sent again after the next start. */
  async stop(): Promise<void> {
    this.#unfollow();
    this.#stop.abort();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop()));
  }

  #wake(notice: Notice): void {
    for (const { to, state } of deliveriesOf(notice)) if (state === 'waiting') this.#laneTo(to).wake();
  }

  #laneTo(to: string): Lane {
    const lane =
      this.#lanes.get(to) ??
      new Lane(
        () => this.#turn(to),
        (error) => this.#world.log.error({ err: error, to }, 'it cannot be written down what was sent'),
      );
    this.#lanes.set(to, lane);
    return lane;
  }

  /** One try; what comes of it is heard of, and leads to the next turn. */
  async #turn(to: string): Promise<number | null> {
    const { notices, clock } = this.#world;
    if (this.#stop.signal.aborted) return null;
    const next = nextFor(to, notices.all(), clock.now());
    if (next === null) return null;
    const restMs = Math.max(next.inMs, (this.#away.get(to) ?? 0) - clock.now().getTime());
    if (restMs > 0) return Math.min(restMs, LONGEST_MS);
    const key = `${next.notice.name} ${to}`;
    const outcome = this.#unwritten.get(key) ?? (await this.#try(to, next));
    if (this.#stop.signal.aborted && outcome.came === 'later') return null;
    this.#unwritten.set(key, outcome);
    await this.#write(to, next, outcome);
    this.#unwritten.delete(key);
    return 0;
  }

  async #try(to: string, { notice }: Next): Promise<Outcome> {
    const { destination, log, tried } = this.#world;
    const there = destination(to);
    if (there === null) return forgotten(to);
    const outcome = await there.deliver(this.#parcelOf(notice), this.#stop.signal);
    tried(to, outcome.came);
    const why = 'why' in outcome ? { why: outcome.why } : {};
    const isBad = outcome.came === 'later' || outcome.came === 'refused';
    log[isBad ? 'warn' : 'info']({ notice: notice.name, to, came: outcome.came, ...why }, 'notice sent');
    return outcome;
  }

  async #write(to: string, { notice, delivery }: Next, outcome: Outcome): Promise<void> {
    const { notices, clock, rules } = this.#world;
    const tried = { outcome, now: clock.now(), giveUpAfterMs: rules().giveUpAfterMs };
    try {
      const written = await notices.update(notice.name, (fresh) => {
        const known = deliveriesOf(fresh).find((each) => each.to === to) ?? delivery;
        // Another replica was faster.
        if (known.state !== 'waiting' || known.tries !== delivery.tries) return null;
        return withDelivery(fresh, after(known, tried));
      });
      const until = deliveriesOf(written).find((each) => each.to === to)?.nextAt ?? null;
      if (outcome.came === 'later' && outcome.isAway && until !== null) this.#away.set(to, Date.parse(until));
      if (outcome.came === 'delivered') this.#away.delete(to);
    } catch (error) {
      // Somebody has removed it: then nobody wants it sent.
      if (!(error instanceof UserProblem && error.code === 'unknown-notice')) throw error;
    }
  }

  #parcelOf(notice: Notice): Parcel {
    const { incidents, releases } = this.#world;
    const about = isOfIncident(notice.spec) ? notice.spec.about : null;
    const incident = incidents.all().find(({ name }) => name === about) ?? null;
    const status = incident?.status ?? null;
    return {
      notice,
      isOver: status !== null && status.phase !== 'Open',
      channel: status?.room?.channel ?? null,
      bridge: incident === null ? null : bridgeOf(releases.catalog.incidents.bridge, incident),
    };
  }
}

function forgotten(to: string): Outcome {
  const hint = `Name it again under outward.destinations and send this again, or leave it.`;
  return { came: 'refused', why: `The catalog names no destination "${to}" any more`, hint };
}

/** Keeper, courier and desk of notices over records in memory, with destinations that do what a test says. */
import { Courier } from '../../../src/engine/notices/courier.ts';
import { NoticeDesk } from '../../../src/engine/notices/desk.ts';
import { NoticeKeeper } from '../../../src/engine/notices/keeper.ts';
import type { Outcome, Parcel } from '../../../src/engine/notices/ports.ts';
import type { Catalog } from '../../../src/model/catalog.ts';
import type { IncidentSpec, IncidentStatus } from '../../../src/model/incident.ts';
import type { IncidentEvent } from '../../../src/model/incident-story.ts';
import { deliveriesOf, type NoticeSpec, type NoticeStatus, noticeName, OCCASIONS } from '../../../src/model/notice.ts';
import type { DestinationRules, OutwardRules } from '../../../src/model/outward.ts';
import { redactorOf } from '../../../src/model/redactor.ts';
import type { ReleaseSpec, ReleaseStatus } from '../../../src/model/release.ts';
import type { StoryEvent } from '../../../src/model/story.ts';
import { environment, release, status } from '../../views/fixtures.ts';
import { MemoryRecords } from '../support/records.ts';

export const ANN = { id: 'U0ANN' };
const by = { kind: 'user', id: ANN.id } as const;
const access = { deploy: [by], approve: [], rollback: [], approvals: 0, requesterMayApprove: false };

export const DELIVERED: Outcome = { came: 'delivered', link: null };
export const AWAY: Outcome = { came: 'later', why: 'It does not answer', afterMs: null, isAway: true };

export function rules(name: string, more: Partial<DestinationRules> = {}): DestinationRules {
  const secret = { from: 'env', name: 'KEY' } as const;
  const via = { kind: 'webhook', url: 'https://hooks.example', secret } as const;
  return { name, via, occasions: OCCASIONS, services: null, environments: null, ...more };
}

export class Post {
  now = new Date('2026-05-04T12:00:00.000Z');
  outward: OutwardRules = { destinations: [rules('hooks')], giveUpAfterMs: 2 * 60 * 60_000, oncall: null };
  readonly notices = new MemoryRecords<NoticeSpec, NoticeStatus>(noticeName, () => this.now);
  readonly incidents = new MemoryRecords<IncidentSpec, IncidentStatus>('inc', () => this.now);
  readonly releases = new MemoryRecords<ReleaseSpec, ReleaseStatus>('rel', () => this.now);
  /** What was handed over, in order. */
  readonly sent: (Parcel & { readonly to: string })[] = [];
  readonly counted: string[] = [];
  /** What comes of a try; never resolve to be dead. */
  answer: (to: string, parcel: Parcel) => Promise<Outcome> = () => Promise.resolve(DELIVERED);
  keeper: NoticeKeeper;
  courier: Courier;
  desk: NoticeDesk;

  constructor() {
    [this.keeper, this.courier, this.desk] = this.#parts();
  }

  boot(): void {
    [this.keeper, this.courier, this.desk] = this.#parts();
    this.keeper.start();
    this.courier.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.keeper.stop(), this.courier.stop()]);
  }

  /** Nothing that runs comes to an end, and nothing is heard of again. */
  kill(): void {
    void this.stop();
  }

  later(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }

  opened(more: Partial<IncidentSpec> = {}): string {
    const spec: IncidentSpec = { service: 'shop', environment: 'production', severity: 'sev2', ...more };
    const name = `inc-${this.incidents.all().length + 1}`;
    this.incidents.put({ name, resourceVersion: '', createdAt: this.now.toISOString(), spec, status: EMPTY });
    this.happens(name, { what: 'opened', by, ...(spec.reason === undefined ? {} : { reason: spec.reason }) });
    return name;
  }

  happens(incident: string, event: IncidentEvent, more: Partial<IncidentStatus> = {}): void {
    const known = this.incidents.get(incident);
    const told = { ...event, at: this.now.toISOString() };
    const story = [...(known.status?.story ?? []), told];
    this.incidents.put({ ...known, status: { ...EMPTY, ...known.status, ...more, story } });
  }

  resolved(incident: string): void {
    this.happens(incident, { what: 'resolved', by, cause: 'a typo', impact: 'no orders' }, { phase: 'Resolved' });
  }

  released(events: readonly StoryEvent[], more: Partial<ReleaseStatus> = {}, spec: Partial<ReleaseSpec> = {}): string {
    const at = this.now.toISOString();
    const made = release(status('Completed', { story: events.map((event) => ({ ...event, at })), ...more }));
    const name = `rel-${this.releases.all().length + 1}`;
    return this.releases.put({ ...made, name, createdAt: at, spec: { ...made.spec, ...spec } }).name;
  }

  /** What was sent so far, as `destination occasion`. */
  get log(): readonly string[] {
    return this.sent.map(({ to, notice }) => `${to} ${notice.spec.occasion}`);
  }

  /** How it stands, by notice. */
  get states(): readonly string[] {
    return this.notices
      .all()
      .toReversed()
      .flatMap((notice) => deliveriesOf(notice).map(({ to, state }) => `${notice.spec.occasion} ${to} ${state}`));
  }

  #parts(): [NoticeKeeper, Courier, NoticeDesk] {
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const world = {
      rules: () => this.outward,
      destination: (to: string) => this.#destination(to),
      notices: this.notices,
      removal: { remove: ({ name }: { name: string }) => Promise.resolve(this.notices.remove(name) ?? true) },
      incidents: this.incidents,
      releases: {
        catalog: CATALOG,
        store: this.releases,
        directory: { members: () => Promise.resolve(new Set<string>()), remembered: () => null },
      },
      redactor: () => redactorOf({ emails: true, patterns: [] }),
      clock: { now: () => this.now },
      log: quiet,
      tried: (to: string, came: string) => this.counted.push(`${to} ${came}`),
    };
    return [new NoticeKeeper(world), new Courier(world), new NoticeDesk(world)];
  }

  #destination(to: string) {
    if (!this.outward.destinations.some(({ name }) => name === to)) return null;
    return {
      deliver: (parcel: Parcel) => {
        this.sent.push({ ...parcel, to });
        return this.answer(to, parcel);
      },
    };
  }
}

const EMPTY: IncidentStatus = {
  phase: 'Open',
  message: 'Open',
  openedBy: by,
  severity: 'sev2',
  roles: { commander: null, communications: null, scribe: null },
  tasks: [],
  updateDueAt: null,
  missed: 0,
  room: null,
  resolution: null,
  notes: [],
  story: [],
  card: null,
};

const CATALOG = {
  services: [{ name: 'shop', image: 'ghcr.io/acme/shop', environments: [{ ...environment(), access }] }],
  incidents: {
    invite: [],
    bridge: 'https://meet.example.com/{{service}}/{{incident}}',
    statusChannel: null,
    timelineEmoji: 'pushpin',
    keep: 50,
  },
} as unknown as Catalog;

/** An incident desk and its keeper over records in memory; what is shown is remembered. */
import { pino } from 'pino';
import { IncidentDesk } from '../../../src/engine/incidents/desk.ts';
import { IncidentKeeper } from '../../../src/engine/incidents/keeper.ts';
import { IncidentOpening } from '../../../src/engine/incidents/opening.ts';
import type { IncidentWorld } from '../../../src/engine/incidents/ports.ts';
import { IncidentSentry } from '../../../src/engine/incidents/sentry.ts';
import type { Catalog } from '../../../src/model/catalog.ts';
import type { IncidentSpec, IncidentStatus } from '../../../src/model/incident.ts';
import type { IncidentView } from '../../../src/model/incident-view.ts';
import { UserProblem } from '../../../src/model/problem.ts';
import type { Release, ReleaseSpec, ReleaseStatus } from '../../../src/model/release.ts';
import { environment, release, status } from '../../views/fixtures.ts';
import { MemoryRecords } from '../support/records.ts';

export const ANN = { id: 'U0ANN' };
export const LEAD = { id: 'U0LEAD' };
export const ONCALL = { id: 'U0ONCALL' };
export const STRANGER = { id: 'U0STRANGER' };

const access = {
  deploy: [{ kind: 'user', id: ANN.id }],
  approve: [{ kind: 'user', id: LEAD.id }],
  rollback: [],
  approvals: 1,
  requesterMayApprove: false,
} as const;

const CATALOG: Catalog = {
  home: { cluster: 'home', namespace: 'rollbridge' },
  clusters: { home: { context: null, prometheus: null } },
  evidence: { capture: false, directory: null, keep: 20, withinMs: 20_000, queries: {}, limits: {} },
  history: { keep: 50 },
  incidents: {
    invite: [{ kind: 'user', id: ONCALL.id }],
    bridge: 'https://meet/{{incident}}',
    statusChannel: null,
    timelineEmoji: 'pushpin',
    keep: 50,
  },
  services: ['shop', 'cart'].map((name) => ({
    name,
    image: `ghcr.io/acme/${name}`,
    // The shop is critical, and the cart is not.
    environments: [{ ...environment(), access, critical: name === 'shop' }],
  })),
  defaultEnvironment: 'production',
} as unknown as Catalog;

export class IncidentOffice {
  now = new Date('2026-05-04T12:00:00.000Z');
  readonly incidents = new MemoryRecords<IncidentSpec, IncidentStatus>('inc', () => this.now);
  readonly releases = new MemoryRecords<ReleaseSpec, ReleaseStatus>('rel', () => this.now);
  readonly shown: IncidentView[] = [];
  /** Names of those that are shown no more. */
  readonly over: string[] = [];
  readonly world: IncidentWorld;
  readonly desk: IncidentDesk;
  /** Another one after a restart. */
  keeper: IncidentKeeper;
  readonly opening: IncidentOpening;
  readonly sentry: IncidentSentry;

  constructor() {
    this.world = {
      releases: {
        catalog: CATALOG,
        store: this.releases,
        directory: { members: () => Promise.resolve(new Set<string>()), remembered: () => null },
        clock: { now: () => this.now },
        log: pino({ level: 'silent' }),
      },
      store: this.incidents,
      audience: { changed: (view) => this.shown.push(view), over: (name) => this.over.push(name) },
    };
    this.opening = new IncidentOpening(this.world);
    this.desk = new IncidentDesk(this.world, this.opening);
    this.sentry = new IncidentSentry(this.world, this.opening);
    this.keeper = new IncidentKeeper(this.world);
  }

  async restarted(): Promise<void> {
    await this.keeper.stop();
    this.keeper = new IncidentKeeper(this.world);
    this.keeper.start();
  }

  /** A release of the shop, begun at this moment. */
  released(phase: ReleaseStatus['phase'], more: Partial<ReleaseStatus> = {}, spec: Partial<ReleaseSpec> = {}): Release {
    const made = release(status(phase, { startedAt: this.now.toISOString(), ...more }));
    const name = `rel-${this.releases.all().length + 1}`;
    return this.releases.put({ ...made, name, createdAt: this.now.toISOString(), spec: { ...made.spec, ...spec } });
  }

  later(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * 60_000);
  }

  async opened(by = ANN, more: { reason?: string; release?: string; service?: string } = {}) {
    const { reason = null, release: cause = null, service = 'shop' } = more;
    return await this.desk.open({ by, service, environment: null, severity: 'sev2', reason, release: cause });
  }

  /** As people see it. */
  view(name: string): IncidentView {
    return this.desk.meant({ incident: name, channel: null, service: null });
  }

  status(name: string): IncidentStatus {
    const { status: found } = this.incidents.get(name);
    if (found === null) throw new Error('it was not taken up');
    return found;
  }
}

export async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof UserProblem) return error.code;
  throw new Error(`no UserProblem but ${String(error)}`);
}

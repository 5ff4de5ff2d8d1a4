/** A whole engine over one rollout and one store, which outlive it: it can be killed and started anew. */
import { pino } from 'pino';
import { AlertDesk } from '../../../src/engine/alerts/alerts.ts';
import { Desk } from '../../../src/engine/desk.ts';
import { IncidentAlarms } from '../../../src/engine/incidents/alarms.ts';
import { IncidentOpening } from '../../../src/engine/incidents/opening.ts';
import type { Directory } from '../../../src/engine/ports.ts';
import { Reconciler } from '../../../src/engine/release/reconciler.ts';
import { RollbackDesk } from '../../../src/engine/rollback/rollback.ts';
import type { World } from '../../../src/engine/world.ts';
import type { Access, Catalog } from '../../../src/model/catalog.ts';
import type { RehearsedRecord } from '../../../src/model/dry-run.ts';
import type { IncidentSpec, IncidentStatus } from '../../../src/model/incident.ts';
import type { Release, ReleaseSpec, ReleaseStatus } from '../../../src/model/release.ts';
import type { ReleaseView } from '../../../src/model/release-view.ts';
import type { StoryEvent } from '../../../src/model/story.ts';
import { MemoryRecords } from './records.ts';
import { SimDriver, SimRollout } from './rollout.ts';
import { catalogOf, environmentOf, NOW } from './situations.ts';
import { Etcd, MemoryStore } from './store.ts';

export class FakeDirectory implements Directory {
  /** Null is a group that cannot be read. */
  groups: Record<string, readonly string[] | null> = {};
  known: Record<string, readonly string[]> = {};
  readonly asked: string[] = [];

  // biome-ignore lint/suspicious/useAwait: errors must come as rejections
  async members(handle: string): Promise<ReadonlySet<string>> {
    this.asked.push(handle);
    const members = this.groups[handle];
    if (members === null || members === undefined) throw new Error('slack is away');
    return new Set(members);
  }

  remembered(handle: string): ReadonlySet<string> | null {
    const members = this.known[handle];
    return members === undefined ? null : new Set(members);
  }
}

/** Lets a process die: from then on none of its requests ever comes back. */
export class Life {
  readonly order: string[] = [];
  /** How many more requests are answered; what is asked after that is never carried out. */
  left = Number.POSITIVE_INFINITY;

  readonly step = (what: string): Promise<void> => {
    if (this.left-- <= 0) return new Promise(() => undefined);
    this.order.push(what);
    return Promise.resolve();
  };
}

export class Program {
  readonly life: Life;
  readonly store: MemoryStore;
  readonly driver: SimDriver;
  readonly directory = new FakeDirectory();
  /** What is set here is in force at once; the reconciler hears of it by `refollow`. */
  catalog: Catalog;
  readonly shown: ReleaseView[] = [];
  /** Releases of which the audience heard that their record is gone. */
  readonly removed: ReleaseView[] = [];
  readonly measured: string[] = [];
  readonly world: World;
  readonly reconciler: Reconciler;
  readonly desk: Desk;
  readonly alerts: AlertDesk;

  constructor(readonlyParts: {
    etcd: Etcd;
    rollout: SimRollout;
    incidents: MemoryRecords<IncidentSpec, IncidentStatus>;
    access?: Partial<Access>;
    life?: Life;
  }) {
    const { etcd, rollout, incidents, access = {}, life = new Life() } = readonlyParts;
    this.life = life;
    this.store = new MemoryStore(etcd, life.step);
    this.driver = new SimDriver(rollout, life.step);
    let ms = NOW.getTime();
    this.catalog = catalogOf(environmentOf(access));
    const inForce = () => this.catalog;
    this.world = {
      get catalog() {
        return inForce();
      },
      driver: this.driver,
      store: this.store,
      records: { rehearse: (spec) => Promise.resolve(recordOf(spec)) },
      directory: this.directory,
      audience: { changed: (view) => this.shown.push(view), removed: (view) => this.removed.push(view) },
      clock: { now: () => new Date(ms++) },
      log: pino({ level: 'silent' }),
      measure: (stage) => this.measured.push(stage),
    };
    this.reconciler = new Reconciler(this.world);
    const rollbacks = new RollbackDesk(this.world, this.reconciler);
    this.desk = new Desk(this.world, rollbacks);
    const incidentWorld = { releases: this.world, store: incidents };
    const alarms = new IncidentAlarms(incidentWorld, new IncidentOpening(incidentWorld));
    this.alerts = new AlertDesk(this.world, { rollbacks, incidents: alarms });
  }

  kill(): void {
    this.life.left = 0;
  }
}

/** Nobody may ever make a release of version 6.6.6. */
function recordOf(spec: ReleaseSpec | null): RehearsedRecord {
  const accepted = spec?.version !== '6.6.6';
  const write = { what: 'create releases', accepted, said: accepted ? null : 'admission webhook denied the request' };
  return { write: spec === null ? null : write, rights: [] };
}

export class Lab {
  readonly etcd = new Etcd();
  readonly rollout = new SimRollout();
  readonly incidents = new MemoryRecords<IncidentSpec, IncidentStatus>('inc', () => NOW);
  readonly access: Partial<Access>;
  program: Program;

  constructor(access: Partial<Access> = {}) {
    this.access = access;
    this.program = this.#begin(new Life());
  }

  get desk(): Desk {
    return this.program.desk;
  }

  /** Kills what runs and starts it anew over the same cluster. */
  restart(life = new Life()): Program {
    this.program.kill();
    this.program = this.#begin(life);
    return this.program;
  }

  #begin(life: Life): Program {
    const program = new Program({
      etcd: this.etcd,
      rollout: this.rollout,
      incidents: this.incidents,
      access: this.access,
      life,
    });
    program.reconciler.start();
    return program;
  }

  async deploy(version = '2.0.0', by = 'UDEV'): Promise<Release> {
    const intent = { by: { id: by }, service: 'shop', environment: null, version, reason: null };
    const release = await this.desk.deploy(intent);
    await quiet();
    return release;
  }

  /** The controller works, and the program answers, until neither has anything to do. */
  async settle(): Promise<void> {
    do await quiet();
    while (this.rollout.tick());
    await quiet();
  }

  status(name = this.newest().name): ReleaseStatus {
    const status = this.etcd.releases.get(name)?.status;
    if (!status) throw new Error(`${name} has no status`);
    return status;
  }

  /** The write that tells this in the story of the newest release lands, and its answer is lost. */
  loseAnswer(what: StoryEvent['what']): void {
    const { store, life } = this.program;
    store.step = (step) => {
      if (step !== 'written' || !this.said().includes(what)) return life.step(step);
      store.step = life.step;
      return Promise.reject(new Error('connection reset'));
    };
  }

  newest(): Release {
    const newest = this.program.store.all()[0];
    if (newest === undefined) throw new Error('there is no release');
    return newest;
  }

  said(name?: string): readonly string[] {
    return this.status(name).story.map(({ what }) => what);
  }

  stop(): Promise<void> {
    return this.program.reconciler.stop();
  }
}

/** Everything that can go on without a timer has gone on. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const labs: Lab[] = [];

afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.stop();
});

/** A lab that ends with its test. */
export function newLab(...[access]: ConstructorParameters<typeof Lab>): Lab {
  const lab = new Lab(access);
  labs.push(lab);
  return lab;
}

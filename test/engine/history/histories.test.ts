/**
 * Random histories: the controller works, people press, others interfere, writes lose races, the program dies and comes
 * back. Whatever the order, some things never happen.
 */
import fc from 'fast-check';
import { readRelease } from '../../../src/drivers/store/schema.ts';
import type { PressIntent } from '../../../src/engine/intents.ts';
import { hasEnded, type ReleasePhase } from '../../../src/model/release.ts';
import { codeOf, IMAGE, NOW } from '../support/situations.ts';
import { Lab, quiet } from '../support/world.ts';

type Deed =
  | { readonly do: 'tick' | 'ticks' | 'quiet' | 'restart' | 'race' | 'forget' }
  | { readonly do: 'deploy'; readonly version: string }
  | { readonly do: 'press'; readonly offer: PressIntent['offer']; readonly by: string; readonly fresh: boolean }
  | { readonly do: 'rollback'; readonly by: string; readonly to: string | null }
  | { readonly do: 'elsewhere'; readonly what: 'promote' | 'abort' | 'retry' | 'full' | 'halt' | 'go on' }
  | { readonly do: 'set'; readonly version: string };

const version = fc.constantFrom('1.0.0', '2.0.0', '3.0.0');
const by = fc.constantFrom('UDEV', 'UAPP', 'UAPP', 'UAPP2', 'UAPP2', 'UAPP3', 'USTRANGER');
const offer = fc.constantFrom<PressIntent['offer']>(
  'approve',
  'approve',
  'approve',
  'approve',
  'promote',
  'promoteFull',
  'reject',
  'pause',
  'resume',
  'abort',
);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Deed>({ do: 'tick' }, { do: 'ticks' }, { do: 'ticks' }, { do: 'quiet' }) },
  { weight: 2, arbitrary: fc.constantFrom<Deed>({ do: 'restart' }, { do: 'race' }, { do: 'forget' }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deploy' as const), version }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('press' as const), offer, by, fresh: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('rollback' as const), by, to: fc.option(version, { nil: null }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('elsewhere' as const),
      what: fc.constantFrom('promote', 'abort', 'retry', 'full', 'halt', 'go on'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('set' as const), version }) },
);

class History {
  readonly lab: Lab;
  /** Who said yes to which gate. */
  readonly agreed = new Map<string, Set<string>>();
  /** What somebody saw on a card some time ago. */
  #seen: PressIntent['basis'] = null;
  readonly #pressing: Promise<unknown>[] = [];

  constructor(approvals: number) {
    this.lab = new Lab({ approvals });
  }

  async play(deeds: readonly Deed[]): Promise<void> {
    for (const each of deeds) {
      this.#do(each);
      // Only sometimes is everything that was begun over before the next thing happens.
      if (each.do === 'ticks') await this.lab.settle();
      if (each.do === 'quiet') await quiet();
      this.#check();
    }
    await Promise.race([Promise.all(this.#pressing), quiet()]);
    await this.lab.settle();
    this.#check();
  }

  #do(each: Deed): void {
    const { lab } = this;
    switch (each.do) {
      case 'tick':
        lab.rollout.tick();
        return;
      case 'ticks':
      case 'quiet':
        return;
      case 'restart':
        lab.restart();
        return;
      case 'race':
        this.#race();
        return;
      case 'forget':
        this.#seen = null;
        return;
      case 'deploy':
        this.#try(() => lab.deploy(each.version));
        return;
      case 'press':
        this.#try(() => this.#press(each));
        return;
      case 'rollback':
        this.#try(() => this.#rollBack(each));
        return;
      case 'elsewhere':
        lab.rollout.elsewhere((rollout) => this.#interfere(rollout, each.what));
        return;
      case 'set':
        lab.rollout.set(`${IMAGE}:${each.version}`);
    }
  }

  /** Somebody else writes the same object between our read and our write. */
  #race(): void {
    const { store, life } = this.lab.program;
    store.step = (what) => {
      if (what === 'write') {
        store.step = life.step;
        for (const [name, { status }] of this.lab.etcd.releases) this.lab.etcd.write(name, status);
      }
      return life.step(what);
    };
  }

  #try(work: () => Promise<unknown>): void {
    this.#pressing.push(codeOf(work).then((code) => expect(code).toEqual(expect.any(String))));
  }

  #press({ offer, by, fresh }: Deed & { do: 'press' }): Promise<unknown> {
    const release = this.lab.program.store.all()[0];
    if (release === undefined) return Promise.resolve(null);
    const view = this.lab.desk.view(release.name);
    this.#seen ??= view?.basis ?? null;
    const basis = fresh ? null : this.#seen;
    const about = basis ?? view?.basis;
    const pressed = this.lab.desk.press({
      by: { id: by },
      offer,
      release: release.name,
      basis,
      reason: null,
      pressedAt: NOW,
    });
    return pressed.then(() => {
      if (offer === 'approve' || offer === 'promote') this.#agree(`${about?.hash} ${about?.pausedSince}`, by);
    });
  }

  #agree(gate: string, by: string): void {
    this.agreed.set(gate, (this.agreed.get(gate) ?? new Set()).add(by));
  }

  #rollBack({ by, to }: Deed & { do: 'rollback' }): Promise<unknown> {
    return this.lab.desk.rollback({
      by: { id: by },
      service: 'shop',
      environment: null,
      to,
      from: null,
      reason: null,
      pressedAt: new Date(),
    });
  }

  #interfere(rollout: Lab['rollout'], what: (Deed & { do: 'elsewhere' })['what']): void {
    const isUpdating = rollout.observed && rollout.desired !== rollout.stable;
    if (what === 'halt' || what === 'go on') rollout.pausedByUser = what === 'halt';
    if (!isUpdating) return;
    if (what === 'promote' && rollout.pause !== null) Object.assign(rollout, { pause: null, cleared: true });
    if (what === 'abort') rollout.abort = true;
    if (what === 'retry') Object.assign(rollout, { abort: false, abortSeen: false });
    if (what === 'full' && !rollout.abort) rollout.full = true;
  }

  #check(): void {
    const { etcd, rollout } = this.lab;
    const promotes = rollout.writes.filter((write) => write.startsWith('promote h-'));
    expect(new Set(promotes).size).toBe(promotes.length);
    for (const { from, to } of etcd.moves) expect(isAllowed(from, to) ? '' : `${from} to ${to}`).toBe('');
    for (const release of etcd.releases.values()) {
      const { name, resourceVersion, createdAt, spec, status } = release;
      const metadata = { name, resourceVersion, creationTimestamp: createdAt };
      const read = readRelease(JSON.parse(JSON.stringify({ metadata, spec, ...(status === null ? {} : { status }) })));
      expect(read).toEqual({ record: release, wrong: null });
      if (status !== null) expect(status.endedAt === null).toBe(!hasEnded(status.phase));
    }
  }
}

/** An aborted release goes on by a retry or is overtaken; any other end is left by a rollback alone. */
function isAllowed(from: ReleasePhase | null, to: ReleasePhase): boolean {
  if (from === null || from === to || !hasEnded(from)) return true;
  if (to === 'RollingBack') return true;
  return from === 'Aborted' && to !== 'Pending' && to !== 'Starting' && to !== 'Refused';
}

test.each([0, 1, 2])(
  'with %i approvals no gate is passed twice by us, no end is left but by a retry or a rollback, and all can be stored',
  async (approvals) => {
    const reached = new Set<ReleasePhase>();
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 30 }), async (deeds) => {
        const history = new History(approvals);
        await history.lab.deploy();
        await history.play(deeds);
        for (const { to } of history.lab.etcd.moves) reached.add(to);
        await history.lab.stop();
      }),
      // A fixed seed: that some histories pass a gate at all is checked below, and must not be left to luck.
      { numRuns: 400, seed: 2026 },
    );
    // Histories in which nothing happens prove nothing.
    for (const phase of ['Completed', 'Aborted', 'RolledBack'] as const) expect(reached).toContain(phase);
  },
  60_000,
);

test.each([1, 2])(
  'with %i approvals no gate is passed by us unless so many people have said yes to it',
  async (approvals) => {
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 30 }), async (deeds) => {
        const history = new History(approvals);
        await history.lab.deploy();
        await history.play(deeds);
        for (const gate of history.lab.rollout.writes.filter((write) => write.startsWith('promote h-'))) {
          passed++;
          expect(history.agreed.get(gate.slice('promote '.length))?.size ?? 0).toBeGreaterThanOrEqual(approvals);
        }
        await history.lab.stop();
      }),
      { numRuns: 300, seed: 2026 },
    );
    expect(passed).toBeGreaterThan(0);
  },
  60_000,
);

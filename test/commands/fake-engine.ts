/** An engine that answers at once, as told, and remembers what it was asked. */

import type { Deps } from '../../src/commands/types.ts';
import type { DeedIntent, Incidents, Meant, Notes, OpenIntent, Said } from '../../src/engine/incidents/intents.ts';
import type { IncidentFilter } from '../../src/engine/incidents/search.ts';
import type {
  CaptureBegun,
  CaptureIntent,
  Captures,
  Choices,
  DebugIntent,
  DeployIntent,
  Histories,
  Intents,
  Overview,
  Person,
  Pressed,
  PressIntent,
  Rehearsals,
  RepeatIntent,
  RollbackIntent,
  RolledBack,
  ScaleIntent,
} from '../../src/engine/intents.ts';
import type { AgainIntent, Notices, Undelivered } from '../../src/engine/notices/intents.ts';
import type { KnownVersion, ServiceChoice } from '../../src/model/choices.ts';
import type { DrillEntry } from '../../src/model/drill.ts';
import type { DryRun } from '../../src/model/dry-run.ts';
import type { History, ReleasePage } from '../../src/model/history.ts';
import type { Incident } from '../../src/model/incident.ts';
import type { IncidentView } from '../../src/model/incident-view.ts';
import type { Notice } from '../../src/model/notice.ts';
import { UserProblem } from '../../src/model/problem.ts';
import type { Release } from '../../src/model/release.ts';
import type { ReleaseView, RollbackPlan } from '../../src/model/release-view.ts';
import { canary, dryRun, history, plan, release, status, view } from '../views/fixtures.ts';
import { incidentView } from '../views/incident-fixtures.ts';
import { lost } from '../views/notice-fixtures.ts';

export type Call =
  | { readonly ask: 'deploy'; readonly intent: DeployIntent }
  | { readonly ask: 'repeat'; readonly intent: RepeatIntent }
  | { readonly ask: 'scale'; readonly intent: ScaleIntent }
  | { readonly ask: 'debug'; readonly intent: DebugIntent }
  | { readonly ask: 'press'; readonly intent: PressIntent }
  | { readonly ask: 'rehearseDeploy'; readonly intent: DeployIntent }
  | { readonly ask: 'rehearseRollback'; readonly intent: Omit<RollbackIntent, 'pressedAt'> }
  | { readonly ask: 'lately'; readonly after: string | null }
  | { readonly ask: 'history'; readonly of: readonly [string, string | null]; readonly after: string | null }
  | { readonly ask: 'capture'; readonly intent: CaptureIntent }
  | { readonly ask: 'plan'; readonly intent: Omit<RollbackIntent, 'pressedAt'> }
  | { readonly ask: 'rollback'; readonly intent: RollbackIntent }
  | { readonly ask: 'open'; readonly intent: OpenIntent }
  | { readonly ask: 'act'; readonly intent: DeedIntent }
  | { readonly ask: 'sendAgain'; readonly intent: AgainIntent }
  | { readonly ask: 'found'; readonly filter: IncidentFilter }
  | { readonly ask: 'note'; readonly channel: string; readonly ts: string; readonly said: Said | null }
  | { readonly ask: 'strike'; readonly channel: string; readonly ts: string }
  | { readonly ask: 'meant'; readonly meant: Meant };

export const RELEASE: Release = release(status('Progressing'));
export const VIEW: ReleaseView = view(status('Progressing'), { snapshot: canary() });

export function linkTo(channel: string, ts: string): string {
  return `https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
}

export function problem(code: UserProblem['code'] = 'not-allowed'): UserProblem {
  return new UserProblem(code, { happened: 'It was refused.', why: 'For a reason.', hint: 'Do something else.' });
}

export class FakeEngine
  implements Intents, Overview, Choices, Rehearsals, Histories, Captures, Incidents, Notes, Notices
{
  readonly calls: Call[] = [];
  /** Awaited before every answer: throw to refuse, wait to be slow. */
  before: (ask: Call['ask']) => Promise<void> = () => Promise.resolve();
  all: readonly ReleaseView[] = [VIEW];
  offered: readonly ServiceChoice[] = [{ name: 'shop', environments: ['production'], usual: 'production' }];
  known: Readonly<Record<string, readonly KnownVersion[]>> = {};
  back: readonly RollbackPlan[] = [plan()];
  page: ReleasePage = { releases: [{ view: VIEW, revision: 12 }], newer: 0, older: 0 };
  rehearsed: readonly DrillEntry[] = [];
  incident: IncidentView = incidentView();
  lost: readonly Undelivered[] = [lost()];
  /** Whether what is put on a timeline is there already. */
  isNoted = false;
  pressed: Omit<Pressed, 'release'> = { carriedOut: true, given: 1, needed: 1 };

  async deploy(intent: DeployIntent): Promise<Release> {
    this.calls.push({ ask: 'deploy', intent });
    await this.before('deploy');
    return RELEASE;
  }

  takes(channel: string): boolean {
    return channel === this.incident.incident.status?.room?.channel;
  }

  async note(
    _by: Person,
    channel: string,
    message: { readonly ts: string; readonly said: () => Promise<Said | null> },
  ) {
    const said = await message.said();
    this.calls.push({ ask: 'note', channel, ts: message.ts, said });
    await this.before('note');
    return said !== null && !this.isNoted;
  }

  async strike(_by: Person, channel: string, ts: string): Promise<void> {
    this.calls.push({ ask: 'strike', channel, ts });
    await this.before('strike');
  }

  async repeat(intent: RepeatIntent): Promise<Release> {
    this.calls.push({ ask: 'repeat', intent });
    await this.before('repeat');
    return { ...RELEASE, spec: { ...RELEASE.spec, action: intent.action } };
  }

  async scale(intent: ScaleIntent): Promise<Release> {
    this.calls.push({ ask: 'scale', intent });
    await this.before('scale');
    return { ...RELEASE, spec: { ...RELEASE.spec, action: 'scale', pods: { from: 3, to: intent.pods } } };
  }

  async debug(intent: DebugIntent): Promise<Release> {
    this.calls.push({ ask: 'debug', intent });
    await this.before('debug');
    return { ...RELEASE, spec: { ...RELEASE.spec, action: 'debug', debug: { image: intent.image } } };
  }

  async press(intent: PressIntent): Promise<Pressed> {
    this.calls.push({ ask: 'press', intent });
    await this.before('press');
    return { ...this.pressed, release: RELEASE };
  }

  services(): readonly ServiceChoice[] {
    return this.offered;
  }

  versions(service: string, environment: string): readonly KnownVersion[] {
    return this.known[`${service} ${environment}`] ?? [];
  }

  ways(_by: Person, named: string, most: number): Promise<readonly RollbackPlan[]> {
    const found = this.back.filter(({ service, environment }) => `${service} ${environment}`.includes(named));
    return Promise.resolve(found.slice(0, most));
  }

  async plan(intent: Omit<RollbackIntent, 'pressedAt'>): Promise<RollbackPlan> {
    this.calls.push({ ask: 'plan', intent });
    await this.before('plan');
    return plan();
  }

  async rehearseDeploy(intent: DeployIntent): Promise<DryRun> {
    this.calls.push({ ask: 'rehearseDeploy', intent });
    await this.before('rehearseDeploy');
    return dryRun();
  }

  async rehearseRollback(intent: Omit<RollbackIntent, 'pressedAt'>): Promise<DryRun> {
    this.calls.push({ ask: 'rehearseRollback', intent });
    await this.before('rehearseRollback');
    return dryRun({ asked: 'rollback', plan: plan() });
  }

  async capture(intent: CaptureIntent): Promise<CaptureBegun> {
    this.calls.push({ ask: 'capture', intent });
    await this.before('capture');
    return { service: intent.service, environment: 'production', release: RELEASE.name };
  }

  async rollback(intent: RollbackIntent): Promise<RolledBack> {
    this.calls.push({ ask: 'rollback', intent });
    await this.before('rollback');
    return { plan: plan(), release: RELEASE };
  }

  views(service: string | null): readonly ReleaseView[] {
    return this.all.filter(({ release: { spec } }) => service === null || spec.service === service);
  }

  current(service: string, environment: string | null): ReleaseView {
    const found = this.all.find(
      ({ release: { spec } }) => spec.service === service && (environment === null || spec.environment === environment),
    );
    if (found === undefined) throw problem('nothing-running');
    return found;
  }

  lately(after: string | null): ReleasePage {
    this.calls.push({ ask: 'lately', after });
    return this.page;
  }

  history(service: string, environment: string | null, after: string | null): History {
    this.calls.push({ ask: 'history', of: [service, environment], after });
    return { ...history(), ...this.page };
  }

  drills(): readonly DrillEntry[] {
    return this.rehearsed;
  }

  view(name: string): ReleaseView | null {
    return this.all.find((each) => each.release.name === name) ?? null;
  }

  async open(intent: OpenIntent): Promise<{ view: IncidentView; isNew: boolean }> {
    this.calls.push({ ask: 'open', intent });
    await this.before('open');
    return { view: this.incident, isNew: true };
  }

  async act(intent: DeedIntent): Promise<Incident> {
    this.calls.push({ ask: 'act', intent });
    await this.before('act');
    return this.incident.incident;
  }

  undelivered(): readonly Undelivered[] {
    return this.lost;
  }

  async sendAgain(intent: AgainIntent): Promise<Notice> {
    this.calls.push({ ask: 'sendAgain', intent });
    await this.before('sendAgain');
    return lost().notice;
  }

  found(filter: IncidentFilter): readonly Incident[] {
    this.calls.push({ ask: 'found', filter });
    return [this.incident.incident];
  }

  meant(meant: Meant): IncidentView {
    this.calls.push({ ask: 'meant', meant });
    return this.incident;
  }
}

/** One engine behind everything that a command may ask; `now` is what its clock says. */
export function depsOf(engine: FakeEngine, now: Date): Deps {
  return {
    intents: engine,
    overview: engine,
    choices: engine,
    rehearsals: engine,
    histories: engine,
    captures: engine,
    incidents: engine,
    notes: engine,
    notices: engine,
    linkTo,
    clock: { now: () => now },
  };
}

/** One capture: whatever every source has, within its time, sealed with what is missing. */
import { setTimeout as pause } from 'node:timers/promises';
import type { CaptureAbout } from '../../model/capture.ts';
import { UserProblem } from '../../model/problem.ts';
import type { Release } from '../../model/release.ts';
import type { Rollback } from '../../model/rollback.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';
import type { Captured } from './plan.ts';
import type { Collector, EvidenceBundle, EvidenceVault, Occasion } from './ports.ts';

/** How much longer than its time a source may take to say what it could not read. */
const GRACE_MS = 1_000;

export interface CaptureParts {
  readonly vault: EvidenceVault;
  readonly now: () => Date;
  readonly withinMs: number;
  /** Given when it is to end at once with what it has. */
  readonly stop: AbortSignal;
}

/** A source that has taken what memory held at that moment. */
export interface Collecting {
  readonly name: string;
  readonly collect: Collector;
}

export interface Subject extends Occasion {
  readonly collecting: readonly Collecting[];
  /** What memory held of the target at that moment; null when that is lost. */
  readonly snapshot: TargetSnapshot | null;
  /** The release with its decisions, as it is when this is called; null while it is not recorded. */
  readonly release: () => Release | null;
  /** What was decided, should the record of it not be there in time. */
  readonly rollback: Rollback | null;
}

/** Never throws: what goes wrong is what came of it. */
export async function capture(subject: Subject, parts: CaptureParts): Promise<Captured> {
  const began = parts.now();
  const over = new AbortController();
  const end = (why: string) => over.abort(new Error(why));
  const timer = setTimeout(() => end('the time for the capture was over'), parts.withinMs).unref();
  const stopped = () => end('Rollbridge was stopped');
  parts.stop.addEventListener('abort', stopped);
  if (parts.stop.aborted) stopped();
  const done = new AbortController();
  try {
    return await Promise.race([kept(subject, parts, began, over.signal), givenUp(parts, done.signal)]);
  } catch (error) {
    return failed(error);
  } finally {
    clearTimeout(timer);
    done.abort();
    parts.stop.removeEventListener('abort', stopped);
  }
}

async function kept(subject: Subject, parts: CaptureParts, began: Date, over: AbortSignal): Promise<Captured> {
  const bundle = await parts.vault.open(subject.service, subject.asOf);
  const collecting = subject.collecting.map((source) => collected(source, bundle, over));
  await Promise.all([...collecting, keepState(subject, bundle)]);
  await keepDecisions(subject, bundle);
  return { state: 'saved', ...(await bundle.seal(about(subject, began, parts.now()))) };
}

/** A disk may hang without a word, and would keep this capture and all that wait for their turn. */
async function givenUp({ withinMs }: CaptureParts, done: AbortSignal): Promise<Captured> {
  await pause(2 * withinMs + 2 * GRACE_MS, undefined, { signal: done, ref: false });
  return {
    state: 'failed',
    why: 'it could not be written in time: the disk does not answer',
    hint: 'Look at the volume of the evidence directory.',
  };
}

async function keepState({ snapshot, asOf, again }: Subject, bundle: EvidenceBundle): Promise<void> {
  const path = 'as-of/target.json';
  if (snapshot !== null) await bundle.put({ path, content: { object: { asOf, ...snapshot } }, source: 'memory' });
  else
    bundle.lacks(path, again ? 'Rollbridge was restarted since, and what it remembered is lost' : 'nothing was known');
}

/** A source that fails or does not end must not take the others with it. */
async function collected({ name, collect }: Collecting, bundle: EvidenceBundle, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const tooLate = new Promise<void>((resolve) => {
    const late = () => void pause(GRACE_MS, undefined, { signal: done.signal }).then(resolve, () => undefined);
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { signal: done.signal });
  }).then(() => Promise.reject(new Error('it did not end in time')));
  try {
    await Promise.race([collect(bundle, signal), tooLate]);
  } catch (error) {
    bundle.lacks(name, reasonOf(error));
  } finally {
    done.abort();
  }
}

async function keepDecisions({ release, rollback }: Subject, bundle: EvidenceBundle): Promise<void> {
  const known = release();
  const path = 'release.json';
  if (known !== null) await bundle.put({ path, content: { object: known }, source: 'memory' });
  else bundle.lacks(path, 'it was not recorded yet');
  if (rollback !== null && known?.status?.rollback?.clock.pressedAt !== rollback.clock.pressedAt)
    await bundle.put({ path: 'rollback.json', content: { object: rollback }, source: 'memory' });
}

function about(subject: Subject, began: Date, ended: Date): CaptureAbout {
  const { why, service, environment, target, asOf, bad, good, again, release } = subject;
  const times = { asOf: asOf.toISOString(), began: began.toISOString(), ended: ended.toISOString() };
  const name = release()?.name ?? null;
  return { occasion: why, service, environment, target, release: name, bad, good, ...times, again };
}

function failed(error: unknown): Captured {
  if (error instanceof UserProblem) return { state: 'failed', why: error.why, hint: error.hint };
  return { state: 'failed', why: reasonOf(error), hint: 'The log of Rollbridge says more.' };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

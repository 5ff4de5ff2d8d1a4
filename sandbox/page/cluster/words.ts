/** What states are called here, and the sign that goes with each: nothing is told by colour alone. */
import type { Break, Phase, PodState, RevisionOutlook, Role } from '../../web/clusters/shape.ts';

export const PHASES: Readonly<Record<Phase, { readonly sign: string; readonly tone: string }>> = {
  Healthy: { sign: '✓', tone: 'good' },
  Progressing: { sign: '↻', tone: 'busy' },
  Paused: { sign: '❚❚', tone: 'busy' },
  Degraded: { sign: '✕', tone: 'bad' },
  '': { sign: '…', tone: '' },
};

export const ROLES: Readonly<Record<Role, string>> = {
  stable: 'stable',
  canary: 'canary',
  active: 'active',
  preview: 'preview',
  old: 'earlier',
};

export const POD_STATES: Readonly<
  Record<PodState, { readonly sign: string; readonly words: string; readonly tone: string }>
> = {
  ready: { sign: '●', words: 'ready', tone: 'good' },
  starting: { sign: '◌', words: 'starting', tone: 'busy' },
  unready: { sign: '○', words: 'not ready', tone: 'busy' },
  crashing: { sign: '✕', words: 'crashing', tone: 'bad' },
  going: { sign: '◍', words: 'ending', tone: '' },
};

export const BREAKS: Readonly<Record<Break, { readonly name: string; readonly about: string }>> = {
  errors: { name: 'Fail', about: '30 % of its requests answer 500' },
  slow: { name: 'Slow', about: 'a request takes 900 ms' },
  crash: { name: 'Crash', about: 'its pods crash and are restarted in vain' },
};

/** Null for a revision that has no pods any more. */
export function revisionOf(revisions: readonly RevisionOutlook[], hash: string | null): RevisionOutlook | null {
  return revisions.find((each) => each.hash === hash) ?? null;
}

/** `160`, `2.5`. */
export function rateWords(rate: number): string {
  return rate >= 10 ? String(Math.round(rate)) : String(Number(rate.toFixed(1)));
}

export function shareWords(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}

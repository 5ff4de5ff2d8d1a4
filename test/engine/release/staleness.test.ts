import { expect, test } from '@jest/globals';
import { whatChanged } from '../../../src/engine/release/staleness.ts';
import type { Basis } from '../../../src/model/decision.ts';
import type { ReleasePhase } from '../../../src/model/release.ts';
import { NEW, SINCE, statusOf } from '../support/situations.ts';

const seen: Basis = { hash: NEW, step: 1, pausedSince: SINCE };

test.each<[string, Partial<Basis>, ReleasePhase]>([
  ['Another version is being released by now.', { hash: 'x3' }, 'AwaitingApproval'],
  ['The release has gone on from step 2 to step 4.', { step: 3 }, 'AwaitingApproval'],
  ['The release is being rolled back.', { step: 0, pausedSince: null }, 'RollingBack'],
  ['The update went back from step 2 to step 1; the release is Aborted.', { step: 0, pausedSince: null }, 'Aborted'],
  ['The pause is over; the release is Progressing.', { pausedSince: null }, 'Progressing'],
  ['It is another pause than the one you saw.', { pausedSince: '2026-05-04T12:30:00Z' }, 'AwaitingApproval'],
])('what has changed is said as it was: %s', (words, differs, phase) => {
  expect(whatChanged(seen, { ...seen, ...differs }, statusOf(phase))).toBe(words);
});

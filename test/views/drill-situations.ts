/** Drills, other numbers of pods, and pods for debugging, as people see them, by name: part of the situations that the golden files show. */
import { drillOutcome } from '../../src/model/drill.ts';
import type { ReleasePhase, ReleaseStatus } from '../../src/model/release.ts';
import type { ReleaseView } from '../../src/model/release-view.ts';
import type { Message } from '../../src/views/blocks.ts';
import { releaseCard } from '../../src/views/card/card.ts';
import { drillDueAsk, drillList } from '../../src/views/drills.ts';
import {
  ACCEPTED,
  blueGreen,
  ENDED,
  GOOD,
  HEALTHY,
  NEW,
  NOW,
  release,
  rollback,
  status,
  told,
  view,
  ZERO,
} from './fixtures.ts';
import { linkTo } from './history-situations.ts';

const CARD = { channel: 'C0RELEASES', ts: '1772445720.000100', told: 3, ask: null, drawn: 'x' };
const BACK = { hash: '6d5c4b3a29', revision: 11, image: NEW, template: '{}' };

function drill(phase: ReleasePhase, differs: Partial<ReleaseStatus> = {}): ReleaseView {
  const targets = status(phase).targets.map((record) => ({ ...record, replaced: BACK, found: NEW }));
  const shown = release(status(phase, { targets, card: CARD, ...differs }), { action: 'drill', reason: 'Every month' });
  return view(shown.status, { release: shown, snapshot: blueGreen() });
}

const CLOCK = { acceptedAt: ACCEPTED, zeroAt: ZERO, healthyAt: HEALTHY };
const ends = () =>
  rollback(CLOCK, {
    by: { kind: 'engine' },
    cause: 'drill',
    to: BACK,
    from: { hash: 'x', image: NEW },
    mechanism: 'restore-before-switch',
  });
const over = (percent: number) =>
  drill('RolledBack', {
    endedAt: ENDED,
    rollback: { ...ends(), verification: { state: 'verified', since: ENDED, findings: GOOD } },
    story: told({ what: 'drillReady', ms: 8_400, percent }),
  });
const brokenOff = drill('RolledBack', {
  endedAt: ENDED,
  rollback: ends(),
  story: told({ what: 'drillFailed', why: 'what it brought was not up in time (The update is under way)' }),
});

function scaling(phase: ReleasePhase, differs: Partial<ReleaseStatus> = {}): ReleaseView {
  const spec = { action: 'scale', pods: { from: 5, to: 12 }, reason: 'The launch is on' } as const;
  const shown = release(status(phase, { card: CARD, ...differs }), spec);
  return view(shown.status, { release: shown, offers: phase === 'Superseded' ? [] : ['undo'] });
}

const DEBUG = { pod: 'shop-production-x7k2p', container: 'debug', until: '2026-03-02T10:34:00.000Z', state: 'Running' };

function debugging(phase: ReleasePhase, differs: Partial<ReleaseStatus> = {}): ReleaseView {
  const shown = release(status(phase, { card: CARD, debug: DEBUG, ...differs }), {
    action: 'debug',
    debug: { image: 'busybox:1.36' },
    reason: 'DNS?',
  });
  return view(shown.status, { release: shown, offers: phase === 'Progressing' ? ['undo'] : [] });
}

const card = (shown: ReleaseView) => releaseCard(shown, NOW);
const past = (shown: ReleaseView) => ({ view: shown, outcome: drillOutcome(shown.release) });
const PLACE = { service: 'shop', environment: 'production' };

export const drillSituations: Readonly<Record<string, () => Message>> = {
  'drill-coming-up': () => card({ ...drill('Paused'), offers: ['rollback'] }),
  'drill-rolling-back': () => card(drill('RollingBack', { rollback: { ...ends(), clock: rollback({}).clock } })),
  'drill-over-on-the-preview': () => card(over(0)),
  'drill-over-all-the-way': () => card(over(100)),
  'drill-broken-off': () => card(brokenOff),
  'drill-due': () =>
    drillDueAsk({ what: 'drillDue', since: '2026-02-01T08:00:00.000Z', everyMs: 2_592_000_000, at: ENDED }, PLACE, [
      '<!subteam^S0RELEASE>',
    ]),
  'drill-list': () =>
    drillList(
      [
        { ...PLACE, drills: [past(over(0)), past(brokenOff)], dueAt: '2026-03-01T08:00:00.000Z' },
        { service: 'cart', environment: 'production', drills: [], dueAt: '2026-04-01T08:00:00.000Z' },
        {
          service: 'fire-drill',
          environment: 'staging',
          drills: [past(drill('RollingBack', { rollback: ends() }))],
          dueAt: null,
        },
      ],
      NOW,
      linkTo,
    ),
  'scaling-up': () => card(scaling('Starting')),
  'scaled-up': () => card(scaling('Completed', { endedAt: ENDED, message: '12 pods are wanted and available' })),
  'scaling-undone': () =>
    card(
      scaling('Superseded', {
        endedAt: ENDED,
        message: 'Undone: 5 pods are wanted again',
        story: told({ what: 'asked', verb: 'undo', by: { kind: 'user', id: 'U0BOB' } }),
      }),
    ),
  'debugging-under-way': () => card(debugging('Progressing')),
  'debugging-ended': () => card(debugging('Progressing', { debug: { ...DEBUG, state: 'Failed' } })),
  'debugging-over': () =>
    card(debugging('Completed', { endedAt: ENDED, story: told({ what: 'debugOver', why: 'time' }) })),
  'drill-list-empty': () => drillList([], NOW, linkTo),
};

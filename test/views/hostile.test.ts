import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../src/model/decision.ts';
import type { DryRun } from '../../src/model/dry-run.ts';
import type { History, PastRelease } from '../../src/model/history.ts';
import { UserProblem } from '../../src/model/problem.ts';
import type { ReleasePhase } from '../../src/model/release.ts';
import type { Offer, ReleaseView } from '../../src/model/release-view.ts';
import { alertAsk } from '../../src/views/alerts.ts';
import { deployAccepted, helpText, problemAnswer, rollbackStarted, stillWorking } from '../../src/views/answers.ts';
import { approvalAsk, approvalAskDecided } from '../../src/views/approval-ask.ts';
import type { Message } from '../../src/views/blocks.ts';
import { releaseCard } from '../../src/views/card/card.ts';
import { dryRunView } from '../../src/views/dry-run.ts';
import { historyView, releasesView } from '../../src/views/history/history.ts';
import { rollbackPlanView } from '../../src/views/rollback-plan.ts';
import { statusCard } from '../../src/views/status-card.ts';
import { statusList } from '../../src/views/status-list.ts';
import { storyLine } from '../../src/views/story.ts';
import * as words from '../../src/views/words/words.ts';
import {
  analysis,
  BASIS,
  canary,
  dryRun,
  HELD,
  history,
  kept,
  metric,
  NEW_HASH,
  NOW,
  PERSON_PAUSE,
  plan,
  release,
  rollback,
  STARTED,
  status,
  told,
  version,
  view,
  ZERO,
} from './fixtures.ts';
import { expectValid, texts } from './valid.ts';

const PHASES = Object.keys(words.RELEASE_PHASE) as ReleasePhase[];
const OFFERS = Object.keys(words.OFFER) as Offer[];
const someone: Actor = { kind: 'unknown', claimed: 'name' };

/** Closed words of the model, which stay as they are when everything else is replaced. */
const CLOSED = new Set([
  ...Object.values(words).flatMap((map) => Object.keys(map)),
  ...['group', 'unknown', 'canary', 'blueGreen', 'pressed', 'rejected', 'requested', 'asked', 'approved', 'aborted'],
  ...[
    'elsewhere',
    'adopt',
    'restart',
    'refused',
    'superseded',
    'analysisFailed',
    'degraded',
    'rolledBack',
    'started',
    'notCarriedOut',
    'rollbackAsked',
  ],
]);

/** The same view with every text that comes from elsewhere replaced. Times stay times. */
function spoiled<T>(part: T, text: string): T {
  if (typeof part === 'string') {
    return CLOSED.has(part) || !Number.isNaN(Date.parse(part)) ? part : (text as T & string);
  }
  if (Array.isArray(part)) return part.map((item: unknown) => spoiled(item, text)) as T;
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, spoiled(value, text)])) as T;
}

const EVENTS = told(
  { what: 'requested', by: someone, reason: 'words' },
  { what: 'started', from: 'words', to: 'words' },
  { what: 'approved', by: someone, given: 1, needed: 2 },
  { what: 'asked', verb: 'pause', by: someone, reason: 'words' },
  { what: 'notCarriedOut', verb: 'abort', why: 'words' },
  {
    what: 'analysisFailed',
    analysis: 'words',
    message: 'words',
    metrics: [metric({ name: 'words', message: 'words' })],
  },
  { what: 'degraded', message: 'words' },
  { what: 'rollbackAsked', by: someone, to: 'words', reason: 'words' },
  { what: 'rolledBack', to: 'words', ms: null },
  { what: 'aborted', message: 'words' },
  { what: 'refused', why: 'words' },
  { what: 'superseded', by: 'words' },
);

/** A view with every part that a card can have. */
function full(phase: ReleasePhase): ReleaseView {
  return view(
    status(phase, {
      requester: someone,
      approvals: [{ by: 'name', at: STARTED, basis: BASIS }],
      wish: { verb: 'abort', by: someone, at: STARTED, basis: BASIS, reason: 'words' },
      rollback: rollback({ zeroAt: ZERO }, { by: someone }),
      hold: HELD,
      story: EVENTS,
    }),
    {
      offers: OFFERS,
      snapshot: canary({
        live: false,
        phase: 'Degraded',
        message: 'words',
        pause: { ...PERSON_PAUSE, reason: 'user' },
        analyses: [analysis({ message: 'words', metrics: [metric({ message: 'words' })] })],
        troubles: [{ pod: 'words', hash: NEW_HASH, reason: 'words', message: 'words' }],
        versions: [version({}), version({ hash: NEW_HASH, roles: ['canary'], scaleDownAt: ZERO })],
      }),
    },
  );
}

function hostileRun(text: string): DryRun {
  const problem = new UserProblem('held', { happened: text, why: text, hint: text });
  return { ...dryRun({ asked: 'rollback', plan: plan() }), checks: [{ name: 'right', problem }] };
}

/** A card whose place is as hostile as the rest. */
function hostilePast(each: ReleaseView, text: string): PastRelease {
  const { status } = each.release;
  const card = { channel: text, ts: text, told: 0, ask: null, drawn: null };
  return { view: { ...each, release: { ...each.release, status: status && { ...status, card } } }, revision: 7 };
}

function hostileHistory(views: readonly ReleaseView[], text: string): History {
  const revisions = [kept({ image: text, hash: text, origin: 'elsewhere' }), kept({ isWanted: true })];
  const releases = views.map((each) => hostilePast(each, text));
  return history({ service: text, environment: text, others: [text], isUsual: false, revisions, releases, older: 3 });
}

const linkTo = (channel: string, ts: string) => `https://acme.slack.com/archives/${channel}/p${ts}`;

function everyMessage(text: string): Message[] {
  const views = PHASES.map((phase) => spoiled(full(phase), text));
  const about = { service: text, environment: text, image: text };
  const press = { release: text, service: text, environment: text, from: text, to: text };
  return [
    ...views.map((each) => releaseCard(each, NOW)),
    ...views.map((each) => statusCard({ ...each, held: { ...release(each.release.status), name: 'other' } }, NOW)),
    ...views
      .slice(0, 1)
      .map((each) =>
        alertAsk(each, { what: 'alertAsks', at: NOW.toISOString(), from: text, names: [text], count: 2, says: text }, [
          `${text}!`,
        ]),
      ),
    ...views.slice(0, 1).map((each) => approvalAsk(each, [`${text}!`, '<@U0LEAD>'])),
    ...views.slice(0, 1).map((each) => approvalAskDecided(each, { how: 'rejected', by: { kind: 'user', id: text } })),
    ...spoiled(EVENTS, text).map((event) => storyLine(event, about)),
    ...views.slice(0, 1).map((each) => deployAccepted(each.release, text)),
    statusList(views, NOW),
    historyView(hostileHistory(views, text), linkTo),
    releasesView(hostileHistory(views, text), linkTo),
    rollbackPlanView(spoiled(plan({ caveats: ['not-live'] }), text), press),
    rollbackStarted(spoiled(plan(), text)),
    problemAnswer(new UserProblem('usage', { happened: text, why: text, hint: text })),
    stillWorking(text),
    dryRunView(spoiled(hostileRun(text), text)),
    helpText([{ usage: text, summary: text }]),
  ];
}

/** Tokens that we write ourselves; any other `<` would be somebody else's. */
const OWN_TOKEN =
  /<(https:\/\/acme\.slack\.com\/archives\/[^\s<>|]*\|card|@[UW][A-Z0-9]+|!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d :-]+ UTC)>/g;

function expectHarmless(message: Message): void {
  expectValid(message);
  const markups = texts(message.blocks).flatMap(({ type, text }) => (type === 'mrkdwn' ? [text] : []));
  for (const markup of [message.text, ...markups]) {
    expect(markup.replace(OWN_TOKEN, '')).not.toMatch(/[<>]/);
    expect(markup.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
    expect(markup).not.toMatch(/\p{Bidi_Control}/u);
    expect(markup.isWellFormed()).toBe(true);
  }
}

const HOSTILE: readonly [string, string][] = [
  ['a broadcast', '<!channel> <!here> @everyone'],
  ['a mention of a group', '<!subteam^S0ALL>'],
  ['a disguised link', '<https://evil.example|ghcr.io/acme/shop:1.5.0>'],
  ['backticks', '``` `x` ``'],
  ['bold, struck out and italics', '*Approved* ~no~ _yes_'],
  ['emoji codes', ':white_check_mark: Completed'],
  ['emoji and joined emoji', '😀👩‍👩‍👧‍👦🇨🇭'],
  ['marks that turn the direction', '\u202Etxet desrever\u202C \u200F\u2067abc'],
  ['many lines', 'one\ntwo\r\n\n\nthree\u2028four'],
  ['control characters', '\u0000\u0007\u001b[31mred'],
  ['nothing', ''],
  ['only blanks', ' \n\t '],
  ['half a character', '\uD83D'],
  ['ampersands that grow when they are escaped', '&'.repeat(5_000)],
  ['quotes and backslashes that grow in JSON', '"\\'.repeat(2_500)],
  ['5,000 letters', 'x'.repeat(5_000)],
  ['5,000 emoji', '😀'.repeat(5_000)],
  ['names as long as buttons can carry', '"'.repeat(250)],
];

describe('whatever others write', () => {
  test.each(HOSTILE)('no message does harm or is refused with %s in every field', (_name, text) => {
    for (const message of everyMessage(text)) expectHarmless(message);
  });

  test('no message does harm or is refused with anything at all', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(anything, (text) => {
        for (const message of everyMessage(text)) expectHarmless(message);
      }),
      { numRuns: 50 },
    );
  });

  test('times that are none are left out', () => {
    for (const phase of PHASES) {
      const text = JSON.stringify(full(phase)).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<!channel>');
      expectHarmless(releaseCard(JSON.parse(text) as ReleaseView, NOW));
    }
  });
});

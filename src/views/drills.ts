/** Drills: what became of one, the reminder that one is due, and the list of the last ones. */
import { type DrillEntry, type DrillOutcome, drillOutcome } from '../model/drill.ts';
import type { ReleaseView } from '../model/release-view.ts';
import type { Told } from '../model/story.ts';
import { context, type Message, pages, section } from './blocks.ts';
import { clock } from './card/rollback.ts';
import { type LinkTo, link } from './link.ts';
import { message } from './message.ts';
import { called } from './people.ts';
import { percent } from './share.ts';
import { code, dotted, firstOf, free, plural } from './text.ts';
import { between, duration, moment } from './time.ts';
import { verificationWord } from './verification.ts';
import { mechanismWords } from './words/rollback.ts';

const SHOWN = 25;

type Ready = Told & { readonly what: 'drillReady' };
type Due = Told & { readonly what: 'drillDue' };

export function drillReady({ ms, percent: share }: Pick<Ready, 'ms' | 'percent'>): string {
  return dotted([`What the drill brought is up after ${duration(ms)}`, trafficWords(share), 'now it is taken back']);
}

/** What was not rehearsed is said as well. */
function trafficWords(share: number): string {
  if (share === 0) return 'on the preview, with no traffic: that traffic is moved is not rehearsed';
  return `with ${percent(share)} of the traffic`;
}

/** On the card of a drill that is over. */
export function drillWords({ release }: ReleaseView): string | null {
  const outcome = drillOutcome(release);
  const how = mechanismWords(release.status?.rollback?.mechanism ?? '');
  const lines = [outcomeWords(outcome), how === null ? null : `How: ${how}`];
  return lines.filter((line) => line !== null).join('\n');
}

function outcomeWords(outcome: DrillOutcome): string {
  switch (outcome.came) {
    case 'running':
      return 'It is not over yet';
    case 'passed':
      return `:white_check_mark: *Rehearsed* ${trafficWords(outcome.percent)}`;
    case 'broken-off':
      return `:warning: *Broken off*: ${free(outcome.why, 300)}`;
  }
}

export function drillDueWords({ since, everyMs }: Due, { service, environment }: Place): string {
  const where = `${free(service, 80)} in ${free(environment, 80)}`;
  const last = since === null ? 'has never been rehearsed' : `was rehearsed last ${moment(since) ?? 'long ago'}`;
  return `:alarm_clock: The rollback of ${where} ${last}; wanted is once in ${duration(everyMs)} · ${code(`/rollback drill ${service} --env ${environment}`, 200)}`;
}

interface Place {
  readonly service: string;
  readonly environment: string;
}

/** Calls people: `mentions` as for `called`. */
export function drillDueAsk(event: Due, place: Place, mentions: readonly string[]): Message {
  const line = dotted([drillDueWords(event, place), called(mentions).join(' ')]);
  return message(line, [section('story', line)]);
}

/** Of every place at which a rollback was rehearsed or is to be. */
export function drillList(entries: readonly DrillEntry[], now: Date, linkTo: LinkTo): Message {
  const title = `*Drills* · ${entries.length === 0 ? 'none yet' : plural(entries.length, 'place')}`;
  const hint = `${code('/rollback drill <service>')} rehearses a rollback off live traffic`;
  const rows = firstOf(
    entries.map((each) => entryWords(each, now, linkTo)),
    SHOWN,
    'places',
  );
  return message(title, [section('title', title), ...pages('rows', rows), context('facts', hint)]);
}

function entryWords({ service, environment, drills, dueAt }: DrillEntry, now: Date, linkTo: LinkTo): string {
  const place = `*${free(service, 80)}* in *${free(environment, 80)}*`;
  const lines = drills.map(({ view, outcome }) => `   ${drillRow(view, outcome, now, linkTo)}`);
  return [dotted([place, drills.length === 0 ? 'never rehearsed' : null, dueWords(dueAt, now)]), ...lines].join('\n');
}

function dueWords(dueAt: string | null, now: Date): string | null {
  const left = between(now.toISOString(), dueAt);
  if (left === null) return null;
  return left < 0 ? `:alarm_clock: due for ${duration(-left)}` : `due in ${duration(left)}`;
}

function drillRow(view: ReleaseView, outcome: DrillOutcome, now: Date, linkTo: LinkTo): string {
  const { status } = view.release;
  const rollback = status?.rollback ?? null;
  const ago = between(status?.endedAt ?? status?.startedAt, now);
  const card = status?.card ?? null;
  return dotted([
    ago === null ? null : `${duration(ago)} ago`,
    outcome.came === 'running' ? 'running' : outcomeWords(outcome),
    outcome.came === 'passed' && rollback !== null ? clock(rollback.clock) : null,
    rollback?.verification ? verificationWord(rollback.verification) : null,
    card === null || card.ts === null ? null : link(linkTo(card.channel, card.ts), 'card'),
  ]);
}

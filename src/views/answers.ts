/** Answers to one person: what became of what they typed or pressed. */
import type { UserProblem } from '../model/problem.ts';
import type { Action, Release } from '../model/release.ts';
import type { Offer, RollbackPlan } from '../model/release-view.ts';
import { context, type Message, pages, section } from './blocks.ts';
import { change } from './images.ts';
import { message } from './message.ts';
import { channelLink } from './people.ts';
import { code, firstOf, free, prose } from './text.ts';
import { PROBLEM } from './words/problem.ts';
import { MECHANISM } from './words/rollback.ts';
import { OFFER } from './words/words.ts';

/** What happened, why, what to do now; the code in small print for scripts and for questions. */
export function problemAnswer({ code: problem, message: happened, why, hint }: UserProblem): Message {
  const title = `:no_entry: *${PROBLEM[problem]}*`;
  const parts = [prose(happened), prose(why), hint === '' ? '' : `*What to do:* ${prose(hint)}`];
  const text = [title, ...parts.filter((part) => part !== '')].join('\n');
  return message(text, [section('problem', text), context('facts', code(problem))]);
}

/** A defect or an outage: what exactly happened is in the log under the reference. */
export function unexpectedAnswer(reference: string): Message {
  const text =
    ':boom: *Something went wrong on our side*\nIt is not known whether it was done: look at the card first.';
  const small = `Reference ${code(reference, 40)} · name it to whoever runs Rollbridge`;
  return message(`${text}\n${small}`, [section('problem', text), context('facts', small)]);
}

/** Before “accepted”. */
const ACCEPTED: Readonly<Record<Action, (service: string, environment: string) => string>> = {
  deploy: (service, environment) => `Release of ${service} to ${environment}`,
  adopt: (service, environment) => `Release of ${service} to ${environment}`,
  retry: (service, environment) => `Another try of ${service} in ${environment}`,
  restart: (service, environment) => `Restart of ${service} in ${environment}`,
  debug: (service, environment) => `Pod for debugging of ${service} in ${environment}`,
  scale: (service, environment) => `Scaling of ${service} in ${environment}`,
  drill: (service, environment) => `Rehearsal of a rollback of ${service} in ${environment}`,
};

/** `channel` is where the card will appear; null when that is not known. */
export function deployAccepted({ name, spec }: Release, channel: string | null): Message {
  const where = channel === null ? 'its channel' : channelLink(channel);
  const service = `*${free(spec.service, 80)}* ${code(spec.version)}`;
  const environment = `*${free(spec.environment, 80)}*`;
  const text = `:memo: ${ACCEPTED[spec.action ?? 'deploy'](service, environment)} accepted; its card appears in ${where}`;
  return message(text, [section('answer', text), context('facts', code(name))]);
}

export interface PressCount {
  readonly carriedOut: boolean;
  readonly given: number;
  readonly needed: number;
}

/** What is done with the press itself. */
const DONE: Readonly<Partial<Record<Offer, string>>> = {
  retry: 'Accepted: it is tried again, as a release of its own',
  restart: 'Accepted: its pods are replaced, with a card of its own',
  undo: 'Accepted: it is undone',
  lift: 'The hold is lifted: releases may begin again',
  acknowledge: 'Acknowledged: people see that you have looked at this rollback',
};

/** `release` is named because an answer may stand far from the card. */
export function pressAccepted(offer: Offer, { name }: Release, { carriedOut, given, needed }: PressCount): Message {
  const text = carriedOut
    ? `:heavy_check_mark: ${DONE[offer] ?? `${OFFER[offer]}: accepted, being carried out`}`
    : `:heavy_check_mark: Your approval counts: ${given} of ${needed} given`;
  return message(text, [section('answer', text), context('facts', code(name))]);
}

export function rollbackStarted(plan: RollbackPlan): Message {
  const where = `*${free(plan.service, 80)}* in *${free(plan.environment, 80)}*`;
  const text = `:rewind: Rollback of ${where} started: ${change(plan.from.image, plan.to.image)}`;
  const small = `How: ${MECHANISM[plan.outlook.mechanism]}`;
  return message(text, [section('answer', text), context('facts', small)]);
}

/** For what takes longer than a person should wait in silence. `doing` ends “Still working: …”. */
export function stillWorking(doing: string): Message {
  const text = `:hourglass_flowing_sand: Still working: ${prose(doing, 200)}`;
  return message(text, [section('answer', text)]);
}

export interface HelpRow {
  readonly usage: string;
  readonly summary: string;
}

const ROWS_SHOWN = 40;

export function helpText(rows: readonly HelpRow[]): Message {
  const all = rows.map(({ usage, summary }) => `${code(usage, 160)} ${prose(summary, 200)}`);
  const title = '*What Rollbridge understands*';
  return message(title, [section('title', title), ...pages('rows', firstOf(all, ROWS_SHOWN, 'commands'))]);
}

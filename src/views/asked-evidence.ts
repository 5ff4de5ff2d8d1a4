/** Evidence that somebody asked for: the answer to the person, and what the channel sees of it. */
import type { Environment } from '../model/catalog.ts';
import type { Actor } from '../model/decision.ts';
import type { Gap } from '../model/story.ts';
import { type Message, section } from './blocks.ts';
import { counted, reasonsOf } from './evidence.ts';
import { shortImage } from './images.ts';
import { message } from './message.ts';
import { actor, because } from './people.ts';
import { code, dotted, free, prose } from './text.ts';

/** What came of it, in the words of the engine. */
export interface Report {
  readonly intent: { readonly by: { readonly id: string }; readonly reason: string | null };
  readonly service: string;
  readonly environment: Pick<Environment, 'name'>;
  readonly image: string;
  readonly came:
    | {
        readonly state: 'saved';
        readonly folder: string;
        readonly files: number;
        readonly missing: number;
        readonly gaps: readonly Gap[];
      }
    | { readonly state: 'failed'; readonly why: string; readonly hint: string };
}

/** Where it will be seen: `link` leads to the card, `channel` is where a message will come; null when neither is known. */
export function captureBegun(
  { service, environment }: { readonly service: string; readonly environment: string },
  channel: string | null,
): Message {
  const where = channel === null ? 'its channel' : `<#${channel}>`;
  const text = `:card_file_box: Evidence of *${free(service, 80)}* in *${free(environment, 80)}* is being captured; nothing is changed. The archive comes into the thread of its card in ${where}, or into a message there.`;
  return message(text, [section('answer', text)]);
}

/** A message of its own, where there is no card. */
export function askedEvidence(report: Report): Message {
  const { came } = report;
  const head = `:card_file_box: ${subject(report)} · ${askedBy(report)}`;
  const text =
    came.state === 'saved'
      ? dotted([head, counted(came), reasonsOf(came.missing, came.gaps)])
      : `${head}\n:warning: It could not be saved: ${free(came.why, 300)} · *What to do:* ${prose(came.hint, 300)}`;
  return message(text, [section('evidence', text)]);
}

/** Plain title, and the words that go with the file. */
export function askedFile(report: Report): { readonly title: string; readonly comment: string } {
  const { service, environment, image } = report;
  return {
    title: `Evidence of ${service} ${shortImage(image, image)} in ${environment.name}`,
    comment: `:card_file_box: ${subject(report)} · ${askedBy(report)}`,
  };
}

export function askedNotShared(
  folder: string,
  { why, hint }: { readonly why: string; readonly hint: string },
): Message {
  const text = `:warning: The evidence ${code(folder)} could not be put into this thread: ${free(why, 300)} · *What to do:* ${prose(hint, 300)}`;
  return message(text, [section('evidence', text)]);
}

/** `asked for by @ann: latency`. */
export function askedWords({ by, reason }: { readonly by: Actor; readonly reason?: string }): string {
  return `asked for by ${actor(by)}${because(reason)}`;
}

function askedBy({ intent: { by, reason } }: Report): string {
  return askedWords({ by: { kind: 'user', id: by.id }, ...(reason === null ? {} : { reason }) });
}

function subject({ service, environment, image }: Report): string {
  return `Evidence of *${free(service, 80)}* ${code(shortImage(image, image), 80)} in *${free(environment.name, 80)}*`;
}

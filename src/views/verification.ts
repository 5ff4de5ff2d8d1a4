/** Whether a rollback has put things right: on its card, and in its thread. */
import type { Finding, Verification } from '../model/verification.ts';
import { dotted, firstOf, free, prose } from './text.ts';

const SHOWN = 6;

/** What verification came to, and what is to be done where it is not good. */
export type Verified = Pick<Verification, 'state' | 'findings'>;

export function verificationLines({ state, findings }: Verified): string {
  switch (state) {
    case 'looking':
      return ':mag: Being verified: pods, endpoints, traffic and numbers';
    case 'verified':
      return `:white_check_mark: *Verified*: ${said(findings)}`;
    case 'partly':
      return withRest(':grey_question: *Not all of it is known*', findings, 'unknown');
    case 'wrong':
      return withRest(':rotating_light: *Something is still wrong*', findings, 'bad');
  }
}

/** The same as one line of the thread. */
export function verificationLine(verified: Verified): string {
  return verificationLines(verified).replaceAll('\n', ' · ');
}

/** First what is not good, each with what to do, then the rest in one line. */
function withRest(head: string, findings: readonly Finding[], state: Finding['state']): string {
  const ofIt = findings.filter((finding) => finding.state === state);
  const rest = findings.filter((finding) => finding.state !== state);
  const lines = firstOf(ofIt.map(toDo), SHOWN, 'findings');
  return [head, ...lines, rest.length === 0 ? '' : `Beside that: ${said(rest)}`]
    .filter((line) => line !== '')
    .join('\n');
}

function toDo({ says, hint }: Finding): string {
  return dotted([free(says, 300), hint === undefined ? null : `*What to do:* ${prose(hint, 300)}`]);
}

function said(findings: readonly Finding[]): string {
  const all = findings.map(({ says }) => free(says, 120));
  return dotted(firstOf(all, 2 * SHOWN, 'findings'));
}

/** In a few words, for a history. */
export function verificationWord({ state }: Verified): string | null {
  switch (state) {
    case 'looking':
      return null;
    case 'verified':
      return 'verified';
    case 'partly':
      return 'verified in part';
    case 'wrong':
      return 'not right afterwards';
  }
}

/** What is said when a form cannot be opened: everything that a form does a command does too. */
import { type HelpRow, helpText } from '../answers.ts';
import { type Message, section } from '../blocks.ts';
import { message } from '../message.ts';
import { code } from '../text.ts';

const SORRY = ':warning: *The form could not be opened, and nothing was done.*';

export function helpInstead(rows: readonly HelpRow[]): Message {
  const { blocks } = helpText(rows);
  return message(`${SORRY} Type it instead`, [section('sorry', `${SORRY} Type it instead:`), ...blocks]);
}

export function sayInstead(command: string): Message {
  const text = `${SORRY} Type it instead: ${code(command, 300)}`;
  return message(text, [section('sorry', text)]);
}

/** Everything that is there, for the error of a test that waited in vain. */
import type { Failure } from './acts.ts';
import type { CallRecord } from './call-desk.ts';
import type { Message } from './message.ts';
import { readMessage, readView } from './reading.ts';
import type { Workspace } from './workspace.ts';

const CALLS_SHOWN = 20;

export function dump(workspace: Workspace, calls: readonly CallRecord[], failures: readonly Failure[]): string {
  const channels = [...workspace.channels.values()].flatMap(({ id, name }) => {
    const said = workspace.messages.all().filter((message) => message.channel === id);
    return said.length === 0 ? [] : [`#${name || id}`, ...said.map((message) => line(workspace, message))];
  });
  const forms = [...workspace.users.keys()].flatMap((user) =>
    workspace.views.modals(user).map((view) => `form of ${user}: ${inline(readView(workspace, view))}`),
  );
  const heard = calls.slice(-CALLS_SHOWN).map((call) => `${call.method} ${call.outcome} ${answered(call)}`);
  const wrong = failures.map(({ user, what, error }) => `${user} ${what}: ${error}`);
  return [
    'Messages:',
    ...indented(channels),
    ...section('Forms', forms),
    ...section('Failures', wrong),
    `Last calls of ${calls.length}:`,
    ...indented(heard),
  ].join('\n');
}

function line(workspace: Workspace, message: Message): string {
  const author = workspace.users.get(message.author)?.name ?? message.author;
  const only = message.ephemeralTo === null ? '' : ` (only ${message.ephemeralTo})`;
  const reply = message.threadTs === null ? '' : `  reply to ${message.threadTs}: `;
  return `  ${reply}${message.ts} ${author}${only}: ${inline(readMessage(workspace, message))}`;
}

function inline(text: string): string {
  return text.replaceAll('\n', ' / ');
}

function answered({ answer }: CallRecord): string {
  if (!answer) return '';
  const { body } = answer;
  return typeof body === 'string' || body.ok !== true ? `${answer.status} ${JSON.stringify(body)}` : 'ok';
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...indented(lines)];
}

function indented(lines: readonly string[]): string[] {
  return lines.length === 0 ? ['  none'] : lines.map((text) => `  ${text}`);
}

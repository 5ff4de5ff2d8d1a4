/** What may follow what somebody has typed: commands at the beginning, names anywhere. */

import type { Offered } from '../../web/shape.ts';
import type { Directory } from '../shared.ts';

export interface Completion {
  readonly label: string;
  readonly about: string;
  /** The whole text with it. */
  readonly text: string;
}

const SHOWN = 8;

export function completions(text: string, { commands }: Offered, directory: Directory): readonly Completion[] {
  if (/^\/\S*$/.test(text)) {
    return commands
      .filter(({ command }) => command.startsWith(text))
      .map(({ command, description, usageHint }) => ({
        label: command,
        about: [description, usageHint].filter(Boolean).join(' · '),
        text: `${command} `,
      }));
  }
  const [, before = '', sign = '', begun = ''] = /^(.*(?:^|\s))([@#])([\w.-]*)$/s.exec(text) ?? [];
  if (sign === '') return [];
  return namesFor(sign, directory)
    .filter(({ name, about }) => `${name} ${about}`.toLowerCase().includes(begun.toLowerCase()))
    .slice(0, SHOWN)
    .map(({ name, about }) => ({ label: `${sign}${name}`, about, text: `${before}${sign}${name} ` }));
}

function namesFor(sign: string, { people, groups, channels }: Directory): { name: string; about: string }[] {
  if (sign === '#') return [...channels.values()].filter(Boolean).map((name) => ({ name, about: '' }));
  return [
    ...[...people.values()].map(({ name, realName }) => ({ name, about: realName })),
    ...[...groups.values()].map(({ handle, name }) => ({ name: handle, about: name })),
  ];
}

/** How a command goes on, once it is there. */
export function hintFor(text: string, { commands }: Offered): string | null {
  const command = commands.find((each) => text === each.command || text.startsWith(`${each.command} `));
  return command ? `${command.command} ${command.usageHint}` : null;
}

/** `@name`, `@handle` or `#channel` as a mention; undefined for nobody. */
export function mentionOf(name: string, { people, groups, channels }: Directory): string | undefined {
  const bare = name.slice(1);
  if (name.startsWith('#')) {
    const channel = [...channels].find(([, each]) => each === bare);
    return channel && `<#${channel[0]}>`;
  }
  const person = [...people.values()].find((each) => each.name === bare);
  if (person) return `<@${person.id}>`;
  const group = [...groups.values()].find(({ handle }) => handle === bare);
  return group && `<!subteam^${group.id}>`;
}

/** What Slack's libraries have to say goes to our log. Their debug lines hold whole payloads and are left out. */
import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';

/** What is used of a pino logger. */
export interface ClientLog {
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export function logAdapter(log: ClientLog): SlackLogger {
  const ignore = () => undefined;
  return {
    debug: ignore,
    info: ignore,
    warn: (...said: unknown[]) => log.warn({ from: 'slack' }, inOneLine(said)),
    error: (...said: unknown[]) => log.error({ from: 'slack' }, inOneLine(said)),
    setLevel: ignore,
    getLevel: () => LogLevel.WARN,
    setName: ignore,
  };
}

function inOneLine(said: readonly unknown[]): string {
  return said
    .map((part) => (part instanceof Error ? part.message : String(part)))
    .join(' ')
    .replaceAll(/(xox[a-z]|xapp)-[\w-]+/g, '$1-…')
    .slice(0, 500);
}

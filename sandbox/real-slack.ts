/** A real workspace: what the environment must tell of it. */
import { SandboxProblem } from './problem.ts';

export interface RealSlack {
  /** For the program. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly channel: string;
  /** These people may do everything, approve their own releases included: it is a place to try. */
  readonly access: object;
}

const WANTED = {
  SLACK_BOT_TOKEN: 'the bot token, xoxb-…',
  SLACK_APP_TOKEN: 'the app-level token, xapp-…',
  SLACK_CHANNEL: 'the id of the channel for releases, C…',
  SLACK_PEOPLE: 'the member ids of those who may release, U…, with commas between them',
} as const;

/** Throws SandboxProblem that names everything that is missing. */
export function realSlack(environment: Readonly<Record<string, string | undefined>>): RealSlack {
  const missing = Object.entries(WANTED).filter(([name]) => !environment[name]?.trim());
  if (missing.length > 0) {
    throw new SandboxProblem(`--slack needs ${missing.map(([name, what]) => `${name} (${what})`).join(', ')}.`);
  }
  const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '', SLACK_CHANNEL = '', SLACK_PEOPLE = '' } = environment;
  const people = SLACK_PEOPLE.split(',').map((id) => id.trim());
  return {
    tokens: { SLACK_BOT_TOKEN, SLACK_APP_TOKEN },
    channel: SLACK_CHANNEL.trim(),
    access: { deploy: people, approve: people, rollback: people, requesterMayApprove: true },
  };
}

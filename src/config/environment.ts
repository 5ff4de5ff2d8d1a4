/** What the program is told by its environment variables. Values are never printed: some of them are secret. */
import { ConfigProblem } from './problem.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const SHORTEST_SECRET = 16;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Settings {
  readonly slackBotToken: string;
  readonly slackEntrance: SlackEntrance;
  /** Ends with `/`; null is Slack's own. */
  readonly slackApiUrl: string | null;
  /** 0 lets the system choose a free one. */
  readonly port: number;
  readonly configPath: string;
  /** What Alertmanager must show; null takes no alerts. */
  readonly alertsToken: string | null;
  readonly logLevel: LogLevel;
  /** For the bucket of the catalog; null when one of the two variables is not set. */
  readonly bucketKeys: BucketKeys | null;
}

export interface BucketKeys {
  readonly id: string;
  readonly secret: string;
}

/** How Slack's requests come in. With both at hand it is sockets, which need no way in from outside. */
export type SlackEntrance =
  | { readonly by: 'sockets'; readonly appToken: string }
  | { readonly by: 'http'; readonly signingSecret: string };

type Variables = Readonly<Record<string, string | undefined>>;

/** Throws ConfigProblem whose one line names every variable that is missing or malformed. */
export function parseEnvironment(variables: Variables): Settings {
  const problems: string[] = [];
  const read = <T>(name: string, parse: (text: string | null) => T): T | null => {
    try {
      return parse(variables[name]?.trim() || null);
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };
  const configPath = read('ROLLBRIDGE_CONFIG', required('give the path of the catalog'));
  const slackBotToken = read('SLACK_BOT_TOKEN', botToken);
  const slackEntrance = read('SLACK_APP_TOKEN', entrance(variables.SLACK_SIGNING_SECRET?.trim() || null));
  const slackApiUrl = read('SLACK_API_URL', apiUrl);
  const port = read('PORT', portNumber);
  const logLevel = read('LOG_LEVEL', level);
  const alertsToken = read('ROLLBRIDGE_ALERTS_TOKEN', longSecret);
  if (
    configPath === null ||
    slackBotToken === null ||
    slackEntrance === null ||
    port === null ||
    logLevel === null ||
    problems.length > 0
  ) {
    throw new ConfigProblem([problems.join('; ')]);
  }
  const bucketKeys = parseBucketKeys(variables);
  return { slackBotToken, slackEntrance, slackApiUrl, port, configPath, alertsToken, logLevel, bucketKeys };
}

/** Under the names that everything which speaks the S3 protocol knows. Null when one of them is missing. */
export function parseBucketKeys(variables: Variables): BucketKeys | null {
  const id = variables.AWS_ACCESS_KEY_ID?.trim() ?? '';
  const secret = variables.AWS_SECRET_ACCESS_KEY?.trim() ?? '';
  return id === '' || secret === '' ? null : { id, secret };
}

function required(hint: string): (text: string | null) => string {
  return (text) => {
    if (text === null) throw new Error(`is not set: ${hint}`);
    return text;
  };
}

function botToken(text: string | null): string {
  const token = required('copy the bot token from “OAuth & Permissions” of the Slack app')(text);
  if (!/^xoxb-\S+$/.test(token)) throw new Error('is not a bot token: those begin with xoxb-');
  return token;
}

function entrance(signingSecret: string | null): (text: string | null) => SlackEntrance {
  return (appToken) => {
    if (appToken === null && signingSecret !== null) return { by: 'http', signingSecret };
    if (appToken === null) {
      throw new Error(
        'is not set, and neither is SLACK_SIGNING_SECRET: copy an app-level token from “Basic Information” of the Slack ' +
          'app for Socket Mode, or the signing secret from there for signed HTTP',
      );
    }
    if (!/^xapp-\S+$/.test(appToken)) throw new Error('is not an app-level token: those begin with xapp-');
    return { by: 'sockets', appToken };
  };
}

/** Whoever knows it can have releases rolled back. */
function longSecret(text: string | null): string | null {
  if (text !== null && text.length < SHORTEST_SECRET) {
    throw new Error(`is too short: give at least ${SHORTEST_SECRET} characters, for example from openssl rand -hex 32`);
  }
  return text;
}

/** The bot token goes wherever this says, so a stranger's host is refused: only Slack, or this machine for trying. */
function apiUrl(text: string | null): string | null {
  if (text === null) return null;
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Error('is not a URL: it looks like https://slack.com/api/');
  }
  const isSlack = url.protocol === 'https:' && (url.hostname === 'slack.com' || url.hostname.endsWith('.slack.com'));
  if (!isSlack && !isLoopback(url.hostname)) {
    throw new Error(
      `may only be https://slack.com/api/ or a loopback address such as http://127.0.0.1:4000/api/, found host ` +
        `${url.hostname}: the bot token is sent there and must not leak`,
    );
  }
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function portNumber(text: string | null): number {
  if (text === null) return 3000;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Error('is not a port: give a number up to 65535');
  return Number(text);
}

function level(text: string | null): LogLevel {
  const known = LOG_LEVELS.find((candidate) => candidate === (text ?? 'info').toLowerCase());
  if (known === undefined) throw new Error(`is not a level: give one of ${LOG_LEVELS.join(', ')}`);
  return known;
}

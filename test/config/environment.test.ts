import { describe, expect, test } from '@jest/globals';
import { parseEnvironment } from '../../src/config/environment.ts';
import { ConfigProblem } from '../../src/config/problem.ts';

const GOOD = {
  SLACK_BOT_TOKEN: 'xoxb-secret',
  SLACK_SIGNING_SECRET: 'very-secret',
  ROLLBRIDGE_CONFIG: '/etc/catalog.yaml',
};

function problemOf(variables: Record<string, string | undefined>): string {
  try {
    parseEnvironment(variables);
    return '';
  } catch (error) {
    if (error instanceof ConfigProblem) return error.message;
    throw error;
  }
}

test('three variables are enough', () => {
  expect(parseEnvironment(GOOD)).toEqual({
    slackBotToken: 'xoxb-secret',
    slackEntrance: { by: 'http', signingSecret: 'very-secret' },
    slackApiUrl: null,
    port: 3000,
    configPath: '/etc/catalog.yaml',
    alertsToken: null,
    logLevel: 'info',
    bucketKeys: null,
  });
});

test('a bucket has keys only when both of them are set', () => {
  const keysOf = (more: Record<string, string>) => parseEnvironment({ ...GOOD, ...more }).bucketKeys;
  expect(keysOf({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: ' secret\n' })).toEqual({
    id: 'id',
    secret: 'secret',
  });
  expect(keysOf({ AWS_ACCESS_KEY_ID: 'id' })).toBeNull();
  expect(keysOf({ AWS_SECRET_ACCESS_KEY: 'secret' })).toBeNull();
});

test('every variable is read, and spaces around a value do not count', () => {
  const token = { ROLLBRIDGE_ALERTS_TOKEN: ' 0123456789abcdef ' };
  const more = {
    PORT: ' 8080 ',
    LOG_LEVEL: 'DEBUG',
    SLACK_API_URL: 'http://127.0.0.1:4000/api',
    ...token,
  };
  expect(parseEnvironment({ ...GOOD, ...more })).toMatchObject({
    port: 8080,
    logLevel: 'debug',
    alertsToken: '0123456789abcdef',
    slackApiUrl: 'http://127.0.0.1:4000/api/',
  });
});

test('one line names everything that is missing or malformed', () => {
  const problem = problemOf({ PORT: 'http', LOG_LEVEL: 'loud', SLACK_BOT_TOKEN: 'xoxp-of-a-person' });
  expect(problem).toBe(
    'ROLLBRIDGE_CONFIG is not set: give the path of the catalog; SLACK_BOT_TOKEN is not a bot token: those begin with ' +
      'xoxb-; SLACK_APP_TOKEN is not set, and neither is SLACK_SIGNING_SECRET: copy an app-level token from “Basic ' +
      'Information” of the Slack app for Socket Mode, or the signing secret from there for signed HTTP; PORT is not a port: ' +
      'give a number up to 65535; LOG_LEVEL is not a level: give one of trace, debug, info, warn, error, fatal, silent',
  );
});

describe('a single variable', () => {
  const cases: [string, Record<string, string>, string][] = [
    ['an empty value counts as missing', { ROLLBRIDGE_CONFIG: ' ' }, 'ROLLBRIDGE_CONFIG is not set'],
    ['a token with a line break is no token', { SLACK_BOT_TOKEN: 'xoxb-a\nb' }, 'SLACK_BOT_TOKEN is not a bot token'],
    ['an app token is one of an app', { SLACK_APP_TOKEN: 'xoxb-secret' }, 'SLACK_APP_TOKEN is not an app-level token'],
    [
      'a token that is easily guessed is none',
      { ROLLBRIDGE_ALERTS_TOKEN: 'hunter2' },
      'ROLLBRIDGE_ALERTS_TOKEN is too short: give at least 16 characters',
    ],
    ['a port is not negative', { PORT: '-1' }, 'PORT is not a port'],
    ['a port ends at 65535', { PORT: '65536' }, 'PORT is not a port'],
    ['an API URL is a URL', { SLACK_API_URL: 'slack.com' }, 'SLACK_API_URL is not a URL'],
    ['an API URL is spoken to by HTTP', { SLACK_API_URL: 'file:///etc/passwd' }, 'SLACK_API_URL is not a URL'],
  ];
  test.each(cases)('%s', (_, variables, expected) => {
    expect(problemOf({ ...GOOD, ...variables })).toMatch(new RegExp(`^${expected}[^;]*$`));
  });

  test('a problem never shows a secret', () => {
    const secrets = { SLACK_BOT_TOKEN: 'hunter2', SLACK_SIGNING_SECRET: 'sesame', SLACK_APP_TOKEN: 'swordfish' };
    expect(problemOf({ ...secrets, PORT: 'x' })).not.toMatch(/hunter2|sesame|swordfish/);
  });
});

describe('requests come in', () => {
  const { SLACK_SIGNING_SECRET: _, ...without } = GOOD;

  test.each<[string, Record<string, string>, object]>([
    ['by signed HTTP with a signing secret', GOOD, { by: 'http', signingSecret: 'very-secret' }],
    ['by sockets with an app token', { ...without, SLACK_APP_TOKEN: 'xapp-1' }, { by: 'sockets', appToken: 'xapp-1' }],
    ['by sockets when both are there', { ...GOOD, SLACK_APP_TOKEN: 'xapp-1' }, { by: 'sockets', appToken: 'xapp-1' }],
    ['by signed HTTP when the app token is empty', { ...GOOD, SLACK_APP_TOKEN: ' ' }, { by: 'http' }],
  ])('%s', (_name, variables, expected) => {
    expect(parseEnvironment(variables).slackEntrance).toMatchObject(expected);
  });

  test('in no way when there is neither, and both ways are named in one line', () => {
    expect(problemOf(without)).toMatch(/^SLACK_APP_TOKEN is not set[^;\n]*SLACK_SIGNING_SECRET[^;\n]*$/);
  });
});

describe('the bot token goes only to Slack or to this machine', () => {
  test.each([
    'https://slack.com/api/',
    'https://edge.slack.com/api/',
    'http://127.0.0.1:4000/api/',
    'http://127.1.2.3/',
    'http://localhost:4000/',
    'http://[::1]:4000/api/',
  ])('%s is allowed', (url) => expect(parseEnvironment({ ...GOOD, SLACK_API_URL: url }).slackApiUrl).toBe(url));

  test.each([
    'http://slack.com/api/',
    'https://slack.com.evil.example/api/',
    'https://notslack.com/api/',
    'https://evil.example/slack.com/',
    'http://localhost@evil.example/',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://10.0.0.1/',
    'http://0.0.0.0:4000/',
  ])('%s is refused, and why is said', (url) => {
    expect(problemOf({ ...GOOD, SLACK_API_URL: url })).toMatch(
      /^SLACK_API_URL may only be https:\/\/slack\.com\/api\/ or a loopback address .*: the bot token is sent there and must not leak$/,
    );
  });
});

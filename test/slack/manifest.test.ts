import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { SHORTCUTS } from '../../src/commands/form/shortcut.ts';
import { COMMANDS } from '../../src/commands/index.ts';

/** Slack's limits, from its app manifest reference. Closed objects: a misspelled key would be ignored in silence. */
const url = z.url({ protocol: /^https$/ }).max(3_000);
const manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.literal(1) }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i),
  }),
  features: z.strictObject({
    bot_user: z.strictObject({ display_name: z.string().regex(/^[a-z0-9-_.]{1,80}$/), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z][a-z0-9-_]{0,30}$/),
          description: z.string().min(1).max(2_000),
          usage_hint: z.string().max(1_000),
          url: url.optional(),
          should_escape: z.boolean(),
        }),
      )
      .max(50),
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(24),
          type: z.enum(['message', 'global']),
          callback_id: z.string().min(1).max(255),
          description: z.string().min(1).max(150),
        }),
      )
      .max(10),
  }),
  oauth_config: z.strictObject({
    scopes: z.strictObject({ bot: z.array(z.string()).max(255), bot_optional: z.array(z.string()) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()).max(100), request_url: url.optional() }),
    interactivity: z.strictObject({
      is_enabled: z.boolean(),
      request_url: url.optional(),
      message_menu_options_url: url.optional(),
    }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

const text = parse(readFileSync('manifest.yml', 'utf8'));
const read = manifest.parse(text);

/** The manifest with what README.md says is different for signed HTTP. */
function overHttp() {
  const [, shown = ''] = /### Signed HTTP[\s\S]*?```yaml\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
  const { features, settings } = parse(shown);
  const [forEach] = features.slash_commands;
  const commands = text.features.slash_commands.map((command: object) => ({ ...command, ...forEach }));
  return manifest.parse({
    ...text,
    features: { ...text.features, slash_commands: commands },
    settings: {
      ...text.settings,
      ...settings,
      event_subscriptions: { ...text.settings.event_subscriptions, ...settings.event_subscriptions },
    },
  });
}

describe('the app manifest', () => {
  test('declares exactly the commands that there are, in the same words', () => {
    expect(
      read.features.slash_commands.map(({ command, description, usage_hint }) => ({
        command,
        description,
        usageHint: usage_hint,
      })),
    ).toEqual(COMMANDS);
  });

  test('declares exactly the shortcuts that there are, in the same words', () => {
    const declared = read.features.shortcuts.map(({ callback_id: id, ...rest }) => ({ id, ...rest }));
    expect(declared).toEqual(SHORTCUTS);
  });

  test('is for Socket Mode and names no address', () => {
    expect(read.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(JSON.stringify(read)).not.toContain('https:');
  });

  test('with what the README changes sends everything to the one address that is served, over signed HTTP', () => {
    const { features, settings } = overHttp();
    const { is_enabled, ...interactivity } = settings.interactivity;
    const { request_url } = settings.event_subscriptions;
    const urls = [request_url, ...Object.values(interactivity), ...features.slash_commands.map(({ url }) => url)];
    expect({ is_enabled, socketMode: settings.socket_mode_enabled }).toEqual({ is_enabled: true, socketMode: false });
    expect(new Set(urls).size).toBe(1);
    expect(urls.map((each) => new URL(each ?? '').pathname)).toEqual(urls.map(() => '/slack/events'));
    expect(urls).toHaveLength(read.features.slash_commands.length + 3);
  });

  /** What each call needs, from the reference of its method. */
  const NEEDED: Readonly<Record<string, readonly string[]>> = {
    'auth.test': [],
    'bookmarks.add': ['bookmarks:write'],
    'bookmarks.list': ['bookmarks:read'],
    'chat.postEphemeral': ['chat:write'],
    'chat.postMessage': ['chat:write', 'chat:write.public'],
    'chat.update': ['chat:write'],
    'conversations.archive': ['channels:manage'],
    'conversations.create': ['channels:manage'],
    'conversations.history': ['channels:history', 'groups:history'],
    'conversations.invite': ['channels:manage'],
    'conversations.list': ['channels:read'],
    'conversations.replies': ['channels:history', 'groups:history'],
    'conversations.setPurpose': ['channels:manage'],
    'conversations.setTopic': ['channels:manage'],
    filesUploadV2: ['files:write'],
    'pins.add': ['pins:write'],
    'users.info': ['users:read'],
    'users.lookupByEmail': ['users:read', 'users:read.email'],
    'usergroups.list': ['usergroups:read'],
    'usergroups.users.list': ['usergroups:read'],
    'views.open': [],
    'views.update': [],
  };

  test('asks for the scopes of the calls that are made and of the events that are heard, and for no more', () => {
    const code = readFileSync('src/slack/web-api.ts', 'utf8');
    const calls = [...code.matchAll(/#(?:client|uploads)\.([a-zA-Z.\d]+)\(/g)].map(([, method]) => method ?? '');
    expect(new Set(calls)).toEqual(new Set(Object.keys(NEEDED)));
    const { bot_events } = read.settings.event_subscriptions;
    const heard = [...readFileSync('src/slack/reactions.ts', 'utf8').matchAll(/'(reaction_\w+)'/g)].map(
      ([, event]) => event,
    );
    expect(new Set(bot_events)).toEqual(new Set(heard));
    // Both events: https://docs.slack.dev/reference/events/reaction_added
    const needed = new Set(['commands', 'reactions:read', ...calls.flatMap((call) => NEEDED[call] ?? [])]);
    expect([...read.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
    // Whoever installs the app may leave out what only some want.
    expect(read.oauth_config.scopes.bot_optional).toEqual(NEEDED['users.lookupByEmail']);
  });
});

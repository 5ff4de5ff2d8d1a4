/** What a workspace starts with: people, groups, channels, the bot, and the app's manifest that grants its scopes. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

export interface Seed {
  readonly team?: { readonly id: string; readonly name: string; readonly domain: string };
  readonly users: readonly SeedUser[];
  readonly groups?: readonly SeedGroup[];
  readonly channels: readonly SeedChannel[];
  readonly bot: SeedBot;
  readonly signingSecret: string;
  /** User groups are a feature of paid plans; on a free one every call about them is refused. */
  readonly freePlan?: boolean;
}

export interface SeedUser {
  readonly id: string;
  readonly name: string;
  readonly realName?: string;
  readonly email?: string;
  /** What the person does, as in a profile. */
  readonly title?: string;
  /** A guest of several channels, or of a single one: apps cannot invite them. */
  readonly guest?: 'several' | 'single';
}

export interface SeedGroup {
  readonly id: string;
  readonly handle: string;
  readonly name?: string;
  readonly members: readonly string[];
}

export interface SeedChannel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  /** User ids; the bot's own among them makes it a member. */
  readonly members: readonly string[];
}

export interface SeedBot {
  readonly userId: string;
  readonly botId: string;
  readonly token: string;
  /** The app-level token, `xapp-…`, with `connections:write`; without one no socket can be opened. */
  readonly appToken?: string;
  readonly appId: string;
  readonly name?: string;
}

const manifestSchema = z.object({
  features: z
    .object({
      app_home: z.object({ home_tab_enabled: z.boolean().optional() }).optional(),
      slash_commands: z
        .array(
          z.object({ command: z.string(), description: z.string().default(''), usage_hint: z.string().default('') }),
        )
        .optional(),
      shortcuts: z
        .array(
          z.object({
            callback_id: z.string(),
            type: z.enum(['message', 'global']),
            name: z.string().default(''),
            description: z.string().default(''),
          }),
        )
        .optional(),
    })
    .optional(),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z
    .object({ event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).optional() })
    .optional(),
});

/** The parts of the app's manifest that change what a workspace allows. */
export interface Grants {
  readonly scopes: ReadonlySet<string>;
  readonly commands: ReadonlySet<string>;
  /** `message deploy` and the like. */
  readonly shortcuts: ReadonlySet<string>;
  readonly homeTab: boolean;
  /** What the bot wants to hear of, such as `reaction_added`. */
  readonly events: ReadonlySet<string>;
  /** What people are shown of the commands and shortcuts, in the order of the manifest. */
  readonly offered: {
    readonly commands: readonly OfferedCommand[];
    readonly shortcuts: readonly OfferedShortcut[];
  };
}

export interface OfferedCommand {
  /** With its slash. */
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

export interface OfferedShortcut {
  readonly callbackId: string;
  readonly type: 'message' | 'global';
  readonly name: string;
  readonly description: string;
}

/** Takes a manifest object or the path of a YAML or JSON file. Throws if it grants no scopes at all. */
export function readGrants(manifest: unknown): Grants {
  const read = typeof manifest === 'string' ? (parse(readFileSync(manifest, 'utf8')) as unknown) : manifest;
  const { features, oauth_config, settings } = manifestSchema.parse(read);
  const commands = features?.slash_commands ?? [];
  const shortcuts = features?.shortcuts ?? [];
  return {
    scopes: new Set(oauth_config.scopes.bot),
    commands: new Set(commands.map(({ command }) => command)),
    shortcuts: new Set(shortcuts.map(({ type, callback_id }) => `${type} ${callback_id}`)),
    events: new Set(settings?.event_subscriptions?.bot_events),
    homeTab: features?.app_home?.home_tab_enabled ?? false,
    offered: {
      commands: commands.map(({ command, description, usage_hint }) => ({
        command,
        description,
        usageHint: usage_hint,
      })),
      shortcuts: shortcuts.map(({ callback_id, ...shown }) => ({ callbackId: callback_id, ...shown })),
    },
  };
}

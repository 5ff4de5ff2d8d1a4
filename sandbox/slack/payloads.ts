/** What Slack sends to an app, as plain objects. */
import type { Json, Message } from './message.ts';
import type { OpenView } from './view-stack.ts';
import { wireMessage } from './wire.ts';
import type { Workspace } from './workspace.ts';

export interface SlashParts {
  readonly user: string;
  readonly channel: string;
  readonly command: string;
  readonly text: string;
  readonly triggerId: string;
  readonly responseUrl: string;
}

export function slashFields(workspace: Workspace, parts: SlashParts): Record<string, string> {
  const channel = workspace.channels.get(parts.channel);
  return {
    token: 'deprecated',
    team_id: workspace.team.id,
    team_domain: workspace.team.domain,
    channel_id: parts.channel,
    channel_name: channelName(channel),
    user_id: parts.user,
    user_name: workspace.users.get(parts.user)?.name ?? '',
    command: parts.command,
    text: parts.text,
    api_app_id: workspace.seed.bot.appId,
    is_enterprise_install: 'false',
    response_url: parts.responseUrl,
    trigger_id: parts.triggerId,
  };
}

function channelName(channel: { readonly kind: string; readonly name: string } | undefined): string {
  return { public: channel?.name, private: 'privategroup', im: 'directmessage' }[channel?.kind ?? ''] ?? '';
}

/** What all interactions have in common. */
function interaction(workspace: Workspace, type: string, user: string): Json {
  const name = workspace.users.get(user)?.name;
  return {
    type,
    token: 'deprecated',
    team: { id: workspace.team.id, domain: workspace.team.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: user, username: name, name, team_id: workspace.team.id },
    api_app_id: workspace.seed.bot.appId,
  };
}

/** Where a control was used: in a message (perhaps an old version of it) or in a view. */
export type Surface = { readonly message: Message } | { readonly view: OpenView };

/** Ephemeral messages are never part of the payload: only their place is. */
function place(workspace: Workspace, surface: Surface): Json {
  if ('view' in surface) {
    return { container: { type: 'view', view_id: surface.view.id }, view: surface.view };
  }
  const { message } = surface;
  const isEphemeral = message.ephemeralTo !== null;
  const channel = workspace.channels.get(message.channel);
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: isEphemeral,
      ...(message.threadTs !== null && { thread_ts: message.threadTs }),
    },
    channel: { id: message.channel, name: channelName(channel) },
    ...(!isEphemeral && { message: wireMessage(workspace, message, true) }),
  };
}

export interface ActionParts {
  readonly user: string;
  readonly surface: Surface;
  readonly action: Json;
  readonly triggerId: string;
  /** Null for views. */
  readonly responseUrl: string | null;
}

export function blockActions(workspace: Workspace, parts: ActionParts): Json {
  return {
    ...interaction(workspace, 'block_actions', parts.user),
    ...place(workspace, parts.surface),
    trigger_id: parts.triggerId,
    state: { values: {} },
    actions: [{ ...parts.action, action_ts: workspace.messages.nextTs() }],
    ...(parts.responseUrl !== null && { response_url: parts.responseUrl }),
  };
}

/** The view comes without what was entered in it (java-slack-sdk issue 1292). */
export function blockSuggestion(workspace: Workspace, user: string, seen: Surface, asked: Json): Json {
  const surface = 'view' in seen ? { view: { ...seen.view, state: { values: {} } } } : seen;
  return { ...interaction(workspace, 'block_suggestion', user), ...place(workspace, surface), ...asked };
}

/** From the menu of a message, or from anywhere: then Slack names neither a place nor an address to answer to. */
export function shortcut(workspace: Workspace, parts: ShortcutParts): Json {
  const { user, callbackId, message, triggerId, responseUrl } = parts;
  const common = { callback_id: callbackId, trigger_id: triggerId, action_ts: workspace.messages.nextTs() };
  if (message === null) return { ...interaction(workspace, 'shortcut', user), ...common };
  const channel = { id: message.channel, name: channelName(workspace.channels.get(message.channel)) };
  return {
    ...interaction(workspace, 'message_action', user),
    ...common,
    channel,
    message_ts: message.ts,
    message: wireMessage(workspace, message, true),
    response_url: responseUrl,
  };
}

export interface ShortcutParts {
  readonly user: string;
  readonly callbackId: string;
  readonly message: Message | null;
  readonly triggerId: string;
  readonly responseUrl: string | null;
}

export function viewSubmission(workspace: Workspace, user: string, view: OpenView, values: Json): Json {
  return {
    ...interaction(workspace, 'view_submission', user),
    trigger_id: workspace.triggers.issue(user),
    view: { ...view, state: { values } },
    response_urls: [],
  };
}

export function viewClosed(workspace: Workspace, user: string, view: OpenView): Json {
  return { ...interaction(workspace, 'view_closed', user), view, is_cleared: false };
}

export function homeOpened(workspace: Workspace, user: string, view: OpenView | undefined): Json {
  const channel = workspace.directMessage(user).id;
  return event(workspace, { type: 'app_home_opened', user, channel, tab: 'home', ...(view && { view }) });
}

export interface ReactionParts {
  readonly user: string;
  readonly message: Message;
  readonly name: string;
  readonly on: boolean;
}

export function reactionChanged(workspace: Workspace, { user, message, name, on }: ReactionParts): Json {
  const { channel, ts, author } = message;
  const item = { type: 'message', channel, ts };
  return event(workspace, {
    type: on ? 'reaction_added' : 'reaction_removed',
    user,
    reaction: name,
    item_user: author,
    item,
  });
}

function event(workspace: Workspace, told: Json): Json {
  const ts = workspace.messages.nextTs();
  return {
    type: 'event_callback',
    token: 'deprecated',
    team_id: workspace.team.id,
    api_app_id: workspace.seed.bot.appId,
    event: { ...told, event_ts: ts },
    event_id: `Ev${ts.replace('.', '')}`,
    event_time: Math.floor(Number(ts)),
    authorizations: [{ team_id: workspace.team.id, user_id: workspace.seed.bot.userId, is_bot: true }],
  };
}

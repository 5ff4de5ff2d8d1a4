/** What it means when Slack refuses a step for the channel of an incident. */
import type { Reason } from '../places.ts';

/** Of a user group whose members Slack does not tell. */
export const UNREAD = 'group_unread';

const IN_WORDS: Readonly<Record<string, Reason>> = {
  missing_scope: {
    why: 'The app lacks a scope for it.',
    hint: 'Install the app again from the manifest.',
  },
  restricted_action: {
    why: "The workspace's settings do not let apps do it.",
    hint: 'An admin of the workspace can allow it.',
  },
  plan_upgrade_required: {
    why: "The workspace's plan does not have it.",
    hint: 'Nothing has to be done.',
  },
  user_is_restricted: { why: 'is a guest', hint: 'An admin can add them to the channel.' },
  user_is_ultra_restricted: { why: 'is a guest of one channel', hint: 'An admin can make them a member.' },
  user_not_found: { why: 'is not in the workspace', hint: 'Check the member ids in the catalog.' },
  [UNREAD]: {
    why: 'could not be read (user groups need a paid plan)',
    hint: 'Name people one by one in the catalog.',
  },
  cant_invite: { why: 'cannot be invited', hint: 'Ask an admin why.' },
  is_archived: { why: 'Somebody archived the channel.', hint: 'Unarchive it in Slack to go on there.' },
  not_in_channel: { why: 'Somebody removed the bot from the channel.', hint: 'Invite it again.' },
  too_long: { why: 'The text is too long.', hint: 'Nothing has to be done.' },
  name_taken: { why: 'Every name that was tried is taken.', hint: 'Rename old channels of incidents.' },
};

export function refusalOf(error: string): Reason {
  return IN_WORDS[error] ?? { why: `Slack says ${error}.`, hint: 'It goes on without it.' };
}

/** For everybody who could not be invited. */
export function notInvited(all: readonly { readonly user: string; readonly error: string }[]): Reason {
  const named = all.slice(0, 5).map(({ user, error }) => `${user} ${refusalOf(error).why.replace(/\.$/, '')}`);
  const rest = all.length > 5 ? `, and ${all.length - 5} more` : '';
  return { why: `${named.join(', ')}${rest}.`, hint: refusalOf(all[0]?.error ?? '').hint };
}

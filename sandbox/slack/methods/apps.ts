/** apps.*: what an app asks for with its own token instead of the bot's. */
import type { ApiMethod } from '../api-call.ts';

const open: ApiMethod = ({ workspace, origin }) => {
  const url = new URL('/link/', origin.replace(/^http/, 'ws'));
  url.searchParams.set('ticket', workspace.tickets.issue());
  url.searchParams.set('app_id', workspace.seed.bot.appId);
  return { url: url.href };
};

export const apps: Readonly<Record<string, ApiMethod>> = { 'apps.connections.open': open };

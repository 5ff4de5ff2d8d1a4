/** An emoji on a message in the channel of an incident: it puts the message on the timeline, and takes it out again. */
import type { App, Context } from '@slack/bolt';
import type { Request } from '../commands/types.ts';
import type { ListenerParts } from './incoming.ts';

/** What is read of both events: https://docs.slack.dev/reference/events/reaction_added */
interface Reaction {
  readonly user: string;
  /** A tone of skin follows two colons. */
  readonly reaction: string;
  readonly item: { readonly type: string; readonly channel?: string; readonly ts?: string };
}

/** Nobody is answered: an emoji asks for no words. What is refused stands in the log. */
const SILENT = { refused: () => null, failed: () => null };

export function listenToReactions(app: App, { deps, marks, take }: ListenerParts): void {
  const { notes } = deps;
  const heard = (
    event: Reaction,
    body: object,
    context: Context,
    run: (request: Request, ts: string) => Promise<unknown>,
  ) => {
    const { channel = '', ts = '', type } = event.item;
    const isMark = event.reaction.split('::')[0] === marks.emoji();
    if (!isMark || type !== 'message' || !notes.takes(channel)) return Promise.resolve();
    return take<null>({
      context,
      what: `:${event.reaction}: on ${channel} ${ts}`,
      sender: { userId: event.user, homeTeamId: null, ...teamIn(body) },
      channel,
      urgent: false,
      run: (request) => run(request, ts).then(() => null),
      telling: SILENT,
      reply: (answer) => answer.then(() => undefined),
    });
  };
  app.event('reaction_added', ({ event, body, context }) =>
    heard(event, body, context, ({ by, channel }, ts) => {
      const place = channel ?? '';
      return notes.note(by, place, { ts, said: () => marks.said(place, ts) });
    }),
  );
  app.event('reaction_removed', ({ event, body, context }) =>
    heard(event, body, context, ({ by, channel }, ts) => notes.strike(by, channel ?? '', ts)),
  );
}

function teamIn(body: object): { readonly teamId: string | null; readonly enterpriseId: string | null } {
  const { team_id = null, enterprise_id = null } = body as {
    readonly team_id?: string | null;
    readonly enterprise_id?: string | null;
  };
  return { teamId: team_id, enterpriseId: enterprise_id };
}

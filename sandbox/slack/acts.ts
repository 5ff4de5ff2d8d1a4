/** What people do in the workspace, and what they get to see of the bot's acknowledgement. */
import { ApiRefusal } from './api-call.ts';
import { isRecord } from './block-kit/index.ts';
import type { Courier } from './courier.ts';
import type { Delivery, SendOptions } from './delivery.ts';
import type { Json, Message } from './message.ts';
import {
  blockActions,
  blockSuggestion,
  homeOpened,
  reactionChanged,
  type Surface,
  shortcut,
  slashFields,
  viewClosed,
  viewSubmission,
} from './payloads.ts';
import { withoutReaction, withReaction } from './reactions.ts';
import { type Asked, type ResponseUrls, speak } from './response-urls.ts';
import { answerSubmission, type SubmissionAnswer, suggestions } from './view-answers.ts';
import type { OpenView } from './view-stack.ts';
import type { Workspace } from './workspace.ts';

/** Something that went wrong between Slack and the bot and that the person saw. */
export interface Failure {
  readonly at: number;
  readonly user: string;
  readonly what: string;
  readonly error: string;
}

export interface ActsParts {
  readonly workspace: Workspace;
  readonly courier: Courier;
  readonly responseUrls: ResponseUrls;
  readonly origin: () => string;
}

export class Acts {
  readonly failures: Failure[] = [];
  readonly #parts: ActsParts;

  constructor(parts: ActsParts) {
    this.#parts = parts;
  }

  async slash(act: { user: string; channel: string; command: string; text: string }, options?: SendOptions) {
    const { workspace, courier } = this.#parts;
    const asked: Asked = { user: act.user, channel: act.channel, message: null };
    const triggerId = workspace.triggers.issue(act.user);
    const fields = slashFields(workspace, { ...act, triggerId, responseUrl: this.#responseUrl(asked) });
    const delivery = await courier.send('slash_commands', fields, options);
    const failure = delivery.failure ?? this.#sayAck(asked, delivery.ack.body);
    if (failure !== null) this.#tell(asked, `${act.command} failed with the error "${failure}"`);
    return this.#settled({ ...delivery, failure }, act.user, `${act.command} ${act.text}`);
  }

  async act(act: { user: string; surface: Surface; action: Json; what: string }, options?: SendOptions) {
    const { workspace, courier } = this.#parts;
    const { user, surface, action } = act;
    const message = 'message' in surface ? surface.message : null;
    const responseUrl = message && this.#responseUrl({ user, channel: message.channel, message });
    const triggerId = workspace.triggers.issue(user);
    const payload = blockActions(workspace, { user, surface, action, triggerId, responseUrl });
    const delivery = await courier.send('interactive', payload, options);
    return this.#settled(delivery, user, act.what);
  }

  /** On a message, or anywhere. */
  async shortcut(act: { user: string; callbackId: string; message: Message | null }, options?: SendOptions) {
    const { workspace, courier } = this.#parts;
    const { user, callbackId, message } = act;
    const responseUrl = message && this.#responseUrl({ user, channel: message.channel, message: null });
    const triggerId = workspace.triggers.issue(user);
    const payload = shortcut(workspace, { user, callbackId, message, triggerId, responseUrl });
    const delivery = await courier.send('interactive', payload, options);
    return this.#settled(delivery, user, `shortcut ${callbackId}`);
  }

  /** What the bot offers in a menu whose list it keeps itself. */
  async suggest(act: { user: string; surface: Surface; asked: Json }, options?: SendOptions) {
    const { workspace, courier } = this.#parts;
    const payload = blockSuggestion(workspace, act.user, act.surface, act.asked);
    const delivery = await courier.send('interactive', payload, options);
    const read = suggestions(delivery);
    workspace.views.offered.offer(
      { blockId: String(act.asked.block_id), actionId: String(act.asked.action_id) },
      read.offered,
    );
    return { ...this.#settled({ ...delivery, failure: read.failure }, act.user, 'menu'), options: read.options };
  }

  async submit(act: { user: string; view: OpenView; values: Json }, options?: SendOptions) {
    const { workspace, courier } = this.#parts;
    const payload = viewSubmission(workspace, act.user, act.view, act.values);
    const delivery = await courier.send('interactive', payload, options);
    const answer: SubmissionAnswer = answerSubmission(workspace, act.user, act.view, delivery);
    const settled = this.#settled({ ...delivery, failure: answer.failure }, act.user, 'form');
    return { ...settled, errors: answer.errors };
  }

  async close({ user, view }: { user: string; view: OpenView }, options?: SendOptions): Promise<Delivery | undefined> {
    const { workspace, courier } = this.#parts;
    workspace.views.close(user, view.clear_on_close === true);
    workspace.changed();
    if (view.notify_on_close !== true) return undefined;
    const delivery = await courier.send('interactive', viewClosed(workspace, user, view), options);
    return this.#settled(delivery, user, 'form closed');
  }

  async openHome(user: string, options?: SendOptions) {
    const { workspace, courier } = this.#parts;
    const delivery = await courier.send('events_api', homeOpened(workspace, user, workspace.views.home(user)), options);
    return this.#settled(delivery, user, 'home');
  }

  /** The person sees it at once, whatever the bot does. It hears of it in its own channels, if it asked to. */
  async react(act: { user: string; message: Message; name: string; on: boolean }): Promise<Delivery | undefined> {
    const { workspace, courier } = this.#parts;
    const { user, message, name, on } = act;
    const change = on ? withReaction : withoutReaction;
    workspace.messages.change(message, { reactions: change(message.reactions, name, user) });
    workspace.changed();
    const isMember = workspace.channels.get(message.channel)?.members.has(workspace.seed.bot.userId) === true;
    const { events, scopes } = workspace.grants ?? {};
    // https://docs.slack.dev/reference/events/reaction_added asks for the scope as well.
    const isAsked =
      events?.has(on ? 'reaction_added' : 'reaction_removed') === true && scopes?.has('reactions:read') === true;
    return isMember && isAsked ? await courier.send('events_api', reactionChanged(workspace, act)) : undefined;
  }

  #responseUrl(asked: Asked): string {
    return `${this.#parts.origin()}/hook/${this.#parts.responseUrls.issue(asked)}`;
  }

  /** The answer to a command may carry a message. What was wrong with it, or null. */
  #sayAck(asked: Asked, body: string): string | null {
    const message = readAck(body);
    if (message === null) return null;
    try {
      speak(this.#parts.workspace, asked, message);
      return null;
    } catch (error) {
      if (error instanceof ApiRefusal) return error.message;
      throw error;
    }
  }

  #tell({ user, channel }: Asked, text: string): void {
    this.#parts.workspace.messages.add({ channel, author: 'USLACKBOT', text, ephemeralTo: user });
  }

  #settled(delivery: Delivery, user: string, what: string): Delivery {
    const { workspace } = this.#parts;
    if (delivery.failure !== null) this.failures.push({ at: workspace.now(), user, what, error: delivery.failure });
    workspace.changed();
    return delivery;
  }
}

function readAck(body: string): Json | null {
  if (body.trim() === '') return null;
  try {
    const parsed: unknown = JSON.parse(body);
    if (!isRecord(parsed)) return { text: String(parsed) };
    return parsed.text === undefined && parsed.blocks === undefined ? null : parsed;
  } catch {
    return { text: body };
  }
}

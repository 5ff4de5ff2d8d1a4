/**
 * Response addresses: with each one an app may answer a command or a press five times within thirty minutes, in private
 * unless it says otherwise, even where it could not post.
 */
import { ApiRefusal, blocksOf, textOf } from './api-call.ts';
import type { Answer } from './call-desk.ts';
import type { Json, Message } from './message.ts';
import type { Workspace } from './workspace.ts';

export const USES = 5;
export const LIFE_MS = 30 * 60_000;

/** What the address answers to; `message` is what was pressed, null for a command. */
export interface Asked {
  readonly user: string;
  readonly channel: string;
  readonly message: Message | null;
}

export class ResponseUrls {
  readonly #issued = new Map<string, { asked: Asked; at: number; uses: number }>();
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The last part of the address. */
  issue(asked: Asked): string {
    const id = `${this.#issued.size + 1}-${asked.user}`;
    this.#issued.set(id, { asked, at: this.#workspace.now(), uses: 0 });
    return id;
  }

  answer(id: string, body: Json): Answer {
    const issued = this.#issued.get(id);
    if (!issued) return no(404, 'no_such_url');
    if (this.#workspace.now() - issued.at > LIFE_MS) return no(404, 'expired_url');
    if (issued.uses >= USES) return no(404, 'used_url');
    try {
      speak(this.#workspace, issued.asked, body);
    } catch (error) {
      if (error instanceof ApiRefusal) return no(400, error.message);
      throw error;
    }
    issued.uses += 1;
    return { status: 200, body: { ok: true } };
  }
}

function no(status: number, error: string): Answer {
  return { status, body: { ok: false, error } };
}

/** Also what an acknowledgement with a text in it does. Throws ApiRefusal. */
export function speak(workspace: Workspace, { user, channel, message }: Asked, body: Json): void {
  const pressed = message && workspace.messages.find(message.channel, message.ts);
  if (body.delete_original === true) {
    if (pressed) workspace.messages.change(pressed, { deleted: true });
    return;
  }
  const blocks = blocksOf(body);
  const text = textOf(body, 'text');
  if (text === '' && (blocks ?? []).length === 0) throw new ApiRefusal('no_text');
  if (body.replace_original === true && pressed) {
    workspace.messages.change(pressed, { text, blocks: blocks ?? [] });
    return;
  }
  workspace.messages.add({
    channel,
    author: workspace.seed.bot.userId,
    text,
    blocks: blocks ?? [],
    threadTs: textOf(body, 'thread_ts') || null,
    ephemeralTo: body.response_type === 'in_channel' ? null : user,
  });
}

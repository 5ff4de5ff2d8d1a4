/** Modals open on people's screens (at most three on top of each other) and their Home tabs. */
import { isRecord } from './block-kit/index.ts';
import { type Chosen, type Control, valuesOf } from './controls.ts';
import { type Json, withIds } from './message.ts';
import { OfferedOptions } from './offered-options.ts';
import type { SeedBot } from './seed.ts';

export const STACK_MAX = 3;

/** A view as Slack keeps it: what the app sent, completed with ids and a hash that changes with every update. */
export type OpenView = Json & { readonly id: string; readonly hash: string; readonly blocks: readonly Json[] };

/** `state.values` as far as something was entered. */
export function enteredIn({ state }: OpenView): Json {
  return isRecord(state) && isRecord(state.values) ? state.values : {};
}

export class ViewStack {
  readonly offered = new OfferedOptions();
  readonly #modals = new Map<string, OpenView[]>();
  readonly #homes = new Map<string, OpenView>();
  readonly #team: string;
  readonly #bot: SeedBot;
  #count = 0;
  #ids = 0;

  constructor(team: string, bot: SeedBot) {
    this.#team = team;
    this.#bot = bot;
  }

  /** Bottom first; the last one is what the person sees. */
  modals(user: string): readonly OpenView[] {
    return this.#modals.get(user) ?? [];
  }

  home(user: string): OpenView | undefined {
    return this.#homes.get(user);
  }

  open(user: string, view: Json): OpenView {
    const opened = this.#complete(view, {});
    this.#modals.set(user, [opened]);
    return opened;
  }

  /** Undefined when three are open already. */
  push(user: string, view: Json): OpenView | undefined {
    const stack = this.modals(user);
    const below = stack.at(-1);
    if (stack.length >= STACK_MAX || !below) return undefined;
    const pushed = this.#complete(view, { previous_view_id: below.id, root_view_id: stack[0]?.id });
    this.#modals.set(user, [...stack, pushed]);
    return pushed;
  }

  /** What was entered stays in the fields that keep their block and action id, whatever else is drawn. */
  replace(old: OpenView, view: Json): OpenView {
    const { id, root_view_id, previous_view_id } = old;
    const next = this.#complete(view, { id, root_view_id, previous_view_id });
    return this.#put({ ...next, state: { values: this.#values(next, {}, old) } });
  }

  /** Somebody enters something. */
  fill(view: OpenView, filled: Readonly<Record<string, Chosen>>): OpenView {
    return this.#put({ ...view, state: { values: this.#values(view, filled, view) } });
  }

  #values({ blocks }: OpenView, filled: Readonly<Record<string, Chosen>>, before: OpenView): Json {
    const elementOf = (control: Control) => this.offered.inElement(control);
    return valuesOf(blocks, { filled, kept: enteredIn(before), elementOf });
  }

  publish(user: string, view: Json): OpenView {
    const published = this.#complete(view, this.#homes.has(user) ? { id: this.#homes.get(user)?.id } : {});
    this.#homes.set(user, published);
    return published;
  }

  /** By view id or by the app's own `external_id`. */
  find(id: string, externalId: string): OpenView | undefined {
    const all = [...this.#modals.values()].flat().concat([...this.#homes.values()]);
    return all.find((view) => (id !== '' && view.id === id) || (externalId !== '' && view.external_id === externalId));
  }

  close(user: string, all = false): void {
    this.#modals.set(user, all ? [] : this.modals(user).slice(0, -1));
  }

  #put(view: OpenView): OpenView {
    for (const [user, stack] of this.#modals) {
      this.#modals.set(
        user,
        stack.map((open) => (open.id === view.id ? view : open)),
      );
    }
    return view;
  }

  #complete(view: Json, kept: Json): OpenView {
    const id = `V${String(++this.#count).padStart(8, '0')}`;
    const blocks = Array.isArray(view.blocks) ? (view.blocks as Json[]) : [];
    return {
      callback_id: '',
      external_id: '',
      private_metadata: '',
      notify_on_close: false,
      clear_on_close: false,
      close: null,
      submit: null,
      previous_view_id: null,
      root_view_id: kept.id ?? id,
      ...view,
      blocks: withIds(blocks, () => `vb${++this.#ids}`),
      team_id: this.#team,
      app_id: this.#bot.appId,
      bot_id: this.#bot.botId,
      state: { values: {} },
      ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined && value !== null)),
      id: typeof kept.id === 'string' ? kept.id : id,
      hash: `${this.#count}.${id.toLowerCase()}`,
    };
  }
}

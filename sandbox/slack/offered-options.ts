/** What the bot last offered in the menus whose lists it keeps: Slack hands a chosen option back as it was offered. */
import type { Control } from './controls.ts';
import type { Json } from './message.ts';

/** So many of one menu are remembered, the newest: each search brings others. */
const REMEMBERED = 500;

export class OfferedOptions {
  readonly #byMenu = new Map<string, Json[]>();

  offer(menu: Pick<Control, 'blockId' | 'actionId'>, options: readonly Json[]): void {
    const known = this.#byMenu.get(keyOf(menu)) ?? [];
    this.#byMenu.set(keyOf(menu), [...options, ...known].slice(0, REMEMBERED));
  }

  /** The element, with the options that somebody may have chosen from. */
  inElement({ element, ...menu }: Control): Json {
    const options = this.#byMenu.get(keyOf(menu));
    return options === undefined ? element : { ...element, options };
  }
}

function keyOf({ blockId, actionId }: Pick<Control, 'blockId' | 'actionId'>): string {
  return `${blockId} ${actionId}`;
}

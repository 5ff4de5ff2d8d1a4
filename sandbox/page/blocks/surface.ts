/** Where blocks stand, and what using a control there does. */
import { createContext, useContext } from 'react';
import type { Chosen, Json, Option, Outcome } from '../../web/shape.ts';

export interface ControlPlace {
  readonly blockId: string;
  readonly actionId: string;
}

export interface Surface {
  /** Of messages, forms and Home tabs: what the bot is told at once. */
  readonly use: (control: ControlPlace, chosen?: Chosen) => Promise<Outcome>;
  readonly suggest: (control: ControlPlace, typed: string) => Promise<Outcome>;
  /** Fields of a form; null where nothing is entered. */
  readonly fields: Fields | null;
}

export interface Fields {
  readonly chosen: (control: ControlPlace, element: Json) => Chosen | undefined;
  readonly enter: (field: { readonly block: Json; readonly control: ControlPlace }, chosen: Chosen) => void;
  /** Text that is entered for good: the field was left, or Enter was pressed. */
  readonly settle: (block: Json, isEnter: boolean) => void;
  readonly errors: Readonly<Record<string, string>>;
  /** Words for values whose options are not in the form itself. */
  readonly remember: (options: readonly Option[]) => void;
  readonly label: (value: string) => string | undefined;
}

export const SurfaceContext = createContext<Surface | null>(null);

/** Null on a surface that only shows, such as a pinned message. */
export function useSurface(): Surface | null {
  return useContext(SurfaceContext);
}

export function placeOf(block: Json, element: Json): ControlPlace {
  return { blockId: String(block.block_id ?? ''), actionId: String(element.action_id ?? '') };
}

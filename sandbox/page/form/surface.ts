/** What using a control in a form does: it is entered here, and the bot is told where it asked to be. */

import type { Chosen, Json, ViewShape } from '../../web/shape.ts';
import { initialOf, isJson, textIn } from '../blocks/reading.ts';
import type { Fields, Surface } from '../blocks/surface.ts';
import { useAct } from '../shared.ts';
import { type Entries, entered, keyOf } from './entries.ts';

export interface FormSurfaceParts {
  readonly view: ViewShape;
  readonly entries: Entries;
  readonly onEntries: (change: (before: Entries) => Entries) => void;
  readonly errors: Readonly<Record<string, string>>;
  readonly onFailure: (failure: string | null) => void;
}

const PLACE = { on: 'form' } as const;

export function useFormSurface({ view, entries, onEntries, errors, onFailure }: FormSurfaceParts): Surface {
  const act = useAct();
  const tell = async (block: Json, chosen: Chosen) => {
    if (block.dispatch_action !== true) return;
    const { failure } = await act({ do: 'fill', fields: { [String(block.block_id)]: chosen } });
    onFailure(failure);
  };
  const fields: Fields = {
    chosen: (control, element) => entries.chosen.get(keyOf(control)) ?? initialOf(element),
    enter: ({ block, control }, chosen) => {
      onEntries((before) => ({ ...before, chosen: new Map(before.chosen).set(keyOf(control), chosen) }));
      if (!isTyped(block)) void tell(block, chosen);
    },
    settle: (block, isEnter) => {
      const chosen = entered(view, entries)[String(block.block_id)];
      if (isEnter && chosen !== undefined) void tell(block, chosen);
    },
    errors,
    remember: (options) =>
      onEntries((before) => ({
        ...before,
        labels: new Map([...before.labels, ...options.map(({ value, label }) => [value, label] as const)]),
      })),
    label: (value) => entries.labels.get(value),
  };
  return {
    use: async (control, chosen) => {
      // What was typed before goes along with the press.
      await act({ do: 'fill', fields: quietly(view, entered(view, entries)) });
      return await act({ do: 'use', place: PLACE, ...control, chosen });
    },
    suggest: (control, typed) => act({ do: 'suggest', place: PLACE, ...control, typed }),
    fields,
  };
}

/** Without the fields that the bot would hear of once more. */
function quietly(view: ViewShape, all: Readonly<Record<string, Chosen>>): Readonly<Record<string, Chosen>> {
  const watched = view.blocks.filter((block) => block.dispatch_action === true).map(({ block_id }) => String(block_id));
  return Object.fromEntries(Object.entries(all).filter(([blockId]) => !watched.includes(blockId)));
}

/** Text is told when Enter is pressed, not with every letter. */
function isTyped({ element }: Json): boolean {
  return isJson(element) && /_input$/.test(textIn(element.type));
}

/** Forms as people send them back: drawn by us, filled in by somebody. */
import type { Field, Filled } from '../../src/commands/form/types.ts';
import type { Form } from '../../src/views/form/form.ts';

export const ANN = { id: 'U0ANN' };
export const AT = new Date('2026-03-02T10:05:00.000Z');

interface Input {
  readonly block_id?: string;
  readonly element?: {
    readonly action_id?: string;
    readonly initial_option?: { readonly value: string };
    readonly initial_value?: string;
  };
}

/** What the form brings back when these fields are entered; the others keep what they showed at first. */
export function filled(form: Form, entered: Readonly<Record<string, string | null>> = {}): Filled {
  const fields = new Map<string, Field>();
  for (const block of form.blocks as readonly Input[]) {
    const { block_id, element } = block;
    if (block_id === undefined || element?.action_id === undefined) continue;
    const first = element.initial_option?.value ?? element.initial_value ?? null;
    const now = entered[element.action_id];
    fields.set(element.action_id, { block: block_id, value: now === undefined ? first : now });
  }
  return { by: ANN, receivedAt: AT, id: form.callback_id, carried: form.private_metadata, fields };
}

/** What stands first in each field. */
export function shows(form: Form): Record<string, string | null> {
  return Object.fromEntries([...filled(form).fields].map(([name, { value }]) => [name, value]));
}

/** What an acknowledgement does to a modal (errors, update, push, clear, close), and the options it brings to a menu. */
import { z } from 'zod';
import { isRecord, refuseView } from './block-kit/index.ts';
import { menuGroups, menuOptions } from './block-kit/objects.ts';
import { plain } from './controls.ts';
import type { Delivery } from './delivery.ts';
import type { Json } from './message.ts';
import type { OpenView } from './view-stack.ts';
import type { Workspace } from './workspace.ts';

export interface SubmissionAnswer {
  readonly failure: string | null;
  /** What the person reads at the fields, by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

const FINE: SubmissionAnswer = { failure: null, errors: {} };

export function answerSubmission(
  workspace: Workspace,
  user: string,
  view: OpenView,
  { ack, failure }: Delivery,
): SubmissionAnswer {
  if (failure !== null) return { failure, errors: {} };
  const answer = parsed(ack.body);
  const { views } = workspace;
  switch (answer.response_action) {
    case undefined:
      views.close(user);
      return FINE;
    case 'clear':
      views.close(user, true);
      return FINE;
    case 'errors':
      return errorsOf(view, answer.errors);
    case 'update':
    case 'push': {
      const next = answer.view;
      const refusal = refuseView(next);
      if (refusal || !isRecord(next)) return { failure: refusal?.messages.join('; ') ?? 'invalid_view', errors: {} };
      if (answer.response_action === 'update') views.replace(view, next);
      else if (!views.push(user, next)) return { failure: 'push_limit_reached', errors: {} };
      return FINE;
    }
    default:
      return { failure: 'invalid_response_action', errors: {} };
  }
}

/** Keys must be blocks with an input in them. */
function errorsOf(view: OpenView, errors: unknown): SubmissionAnswer {
  const read = z.record(z.string(), z.string()).safeParse(errors);
  const inputs = view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  if (!read.success || Object.keys(read.data).some((key) => !inputs.includes(key))) {
    return { failure: 'invalid_response_errors', errors: {} };
  }
  return { failure: null, errors: read.data };
}

const optionsSchema = z.union([
  z.strictObject({ options: menuOptions.or(z.array(z.never())) }),
  z.strictObject({ option_groups: menuGroups.or(z.array(z.never())) }),
]);

export interface Suggested {
  readonly failure: string | null;
  readonly options: readonly { readonly label: string; readonly value: string }[];
  /** The same as the bot wrote them. */
  readonly offered: readonly Json[];
}

export function suggestions({ ack, failure }: Delivery): Suggested {
  if (failure !== null) return { failure, options: [], offered: [] };
  const read = optionsSchema.safeParse(parsed(ack.body));
  if (!read.success) return { failure: 'invalid_options', options: [], offered: [] };
  const options =
    'options' in read.data ? read.data.options : read.data.option_groups.flatMap((group) => group.options);
  const shown = options.map((one) => ({ label: plain(one.text), value: one.value }));
  return { failure: null, options: shown, offered: options };
}

function parsed(body: string): Json {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    return isRecord(value) ? value : {};
  } catch {
    return { response_action: 'not json' };
  }
}

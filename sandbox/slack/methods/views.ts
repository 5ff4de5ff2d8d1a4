/** views.*: modals, opened within three seconds of a press, and Home tabs. */
import { type ApiCall, type ApiMethod, ApiRefusal, jsonOf, refused, textOf } from '../api-call.ts';
import { isRecord, refuseView } from '../block-kit/index.ts';
import type { Json } from '../message.ts';
import type { OpenView } from '../view-stack.ts';

function viewOf(args: Json, type: 'modal' | 'home'): Json {
  const view = jsonOf(args, 'view', 'invalid_arguments');
  const refusal = refuseView(view);
  if (refusal) throw refused(refusal);
  if (!isRecord(view) || view.type !== type) throw new ApiRefusal('invalid_arguments');
  return view;
}

/** Whose press it is; the trigger is used up even if three views are open already. */
function presser({ workspace, args }: ApiCall): string {
  const traded = workspace.triggers.exchange(textOf(args, 'trigger_id'));
  if ('problem' in traded) throw new ApiRefusal(traded.problem);
  return traded.user;
}

function unique({ workspace }: ApiCall, view: Json, self?: OpenView): void {
  const other = typeof view.external_id === 'string' ? workspace.views.find('', view.external_id) : undefined;
  if (other && other.id !== self?.id) throw new ApiRefusal('duplicate_external_id');
}

const open: ApiMethod = (call) => {
  const view = viewOf(call.args, 'modal');
  unique(call, view);
  return { view: call.workspace.views.open(presser(call), view) };
};

const push: ApiMethod = (call) => {
  const view = viewOf(call.args, 'modal');
  unique(call, view);
  const pushed = call.workspace.views.push(presser(call), view);
  if (!pushed) throw new ApiRefusal('push_limit_reached');
  return { view: pushed };
};

/** With `hash` the update loses against whatever came before it; without, the last one wins. */
function sameHash(args: Json, old: OpenView | undefined): void {
  const hash = textOf(args, 'hash');
  if (old && hash !== '' && hash !== old.hash) throw new ApiRefusal('hash_conflict');
}

const update: ApiMethod = (call) => {
  const { workspace, args } = call;
  const view = viewOf(args, 'modal');
  const old = workspace.views.find(textOf(args, 'view_id'), textOf(args, 'external_id'));
  if (!old) throw new ApiRefusal('not_found');
  sameHash(args, old);
  unique(call, view, old);
  return { view: workspace.views.replace(old, view) };
};

const publish: ApiMethod = (call) => {
  const { workspace, args } = call;
  const user = textOf(args, 'user_id');
  if (workspace.grants && !workspace.grants.homeTab) throw new ApiRefusal('not_enabled');
  if (!workspace.users.has(user)) throw new ApiRefusal('invalid_arguments');
  const view = viewOf(args, 'home');
  const old = workspace.views.home(user);
  sameHash(args, old);
  unique(call, view, old);
  return { view: workspace.views.publish(user, view) };
};

export const views: Readonly<Record<string, ApiMethod>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};

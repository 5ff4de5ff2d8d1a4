/** Behind the scenes: what goes between Slack and the bot, in the shapes of the drawer. */

import type { DeliveryRecord } from '../slack/delivery.ts';
import type { CallRecord, SlackWorkspace } from '../slack/index.ts';
import type { Exchange, ExchangeParts } from './shape.ts';

const SHOWN = 200;

/** Newest first. */
export function exchangesOf({ record, workspace }: SlackWorkspace): Exchange[] {
  const nameOf = (id: unknown) => nameIn(workspace, String(id ?? ''));
  const calls = record.calls.numbered.slice(-SHOWN).map(([id, call]) => callShape(`c${id}`, call, nameOf));
  const sent = record.deliveries.numbered.slice(-SHOWN).map(([id, one]) => deliveryShape(`d${id}`, one, nameOf));
  return [...calls, ...sent].sort((a, b) => b.at - a.at).slice(0, SHOWN);
}

/** Null when there is no such exchange, or none any more. */
export function partsOf({ record }: SlackWorkspace, id: string): ExchangeParts | null {
  const number = Number(id.slice(1));
  if (id.startsWith('c')) {
    const call = record.calls.numbered.find(([at]) => at === number)?.[1];
    return call ? { request: readable(call.args), answer: call.answer } : null;
  }
  const sent = record.deliveries.numbered.find(([at]) => at === number)?.[1];
  return sent ? { request: readable(sent.payload), answer: sent.result && answered(sent.result.ack) } : null;
}

type NameOf = (id: unknown) => string;

function nameIn({ users, channels }: SlackWorkspace['workspace'], id: string): string {
  const channel = channels.get(id);
  if (channel) return channel.kind === 'im' ? 'direct message' : `#${channel.name}`;
  return users.get(id)?.name ?? id;
}

function callShape(id: string, call: CallRecord, nameOf: NameOf): Exchange {
  const { at, method, args, ms, outcome, answer } = call;
  const common = { id, at, way: 'to Slack' as const, name: method, ms };
  const about = nameOf(args.channel ?? args.channel_id ?? args.user_id ?? args.usergroup);
  if (outcome === 'pending') return { ...common, about, state: 'open', word: '…' };
  if (outcome !== 'answered' || answer === null) return { ...common, about, state: 'failed', word: outcome };
  const { status, body } = answer;
  if (status !== 200) return { ...common, about, state: 'failed', word: String(status) };
  const error = typeof body === 'string' || body.ok !== false ? null : String(body.error);
  return { ...common, about, state: error === null ? 'ok' : 'refused', word: error ?? 'ok' };
}

function deliveryShape(id: string, { at, kind, payload, result }: DeliveryRecord, nameOf: NameOf): Exchange {
  const about = nameOf(personIn(payload));
  const common = { id, at, way: 'to bot' as const, name: nameOfDelivery(kind, payload), about };
  if (result === null) return { ...common, state: 'open', word: '…', ms: null };
  const { failure, ack } = result;
  return { ...common, state: failure === null ? 'ok' : 'failed', word: failure ?? 'ok', ms: Math.round(ack.ms) };
}

function personIn(payload: DeliveryRecord['payload']): unknown {
  const { user, user_id, event } = payload as {
    user?: { id?: unknown };
    user_id?: unknown;
    event?: { user?: unknown };
  };
  return user_id ?? user?.id ?? event?.user;
}

function nameOfDelivery(kind: DeliveryRecord['kind'], payload: DeliveryRecord['payload']): string {
  if (kind === 'slash_commands') return `${String(payload.command)} ${String(payload.text)}`.trim();
  const { event, actions } = payload as { event?: { type?: unknown }; actions?: readonly { action_id?: unknown }[] };
  const [action] = actions ?? [];
  return [event?.type ?? payload.type, action?.action_id].filter((part) => part !== undefined).join(' ');
}

/** Arguments that travel as JSON inside a form are unpacked. */
function readable(args: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, unpacked(value)]));
}

function unpacked(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function answered({ status, body, ms }: { status: number; body: string; ms: number }): unknown {
  return { status, ms: Math.round(ms), body: unpacked(body) };
}

/** Names for pod templates: the same for the same template, whatever a server has filled in. Pure. */
import { isEqual, isRecord } from '../objects.ts';
import { podTemplate } from '../store/defaults/pods.ts';
import type { PodTemplate } from './kinds.ts';

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Short and without vowels, as Kubernetes writes hashes (`rand.SafeEncodeString` of a 32-bit FNV). */
export function hashOf(value: unknown): string {
  const bytes = Buffer.from(JSON.stringify(canonical(value) ?? null));
  const hash = bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
  return [...String(hash)].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('');
}

/** Whether a template asks for the same pods as one that the server holds, but for labels that hold hashes. */
export function isSameTemplate(live: PodTemplate, desired: PodTemplate, hashLabel: string): boolean {
  return isEqual(canonical(whole(live, hashLabel)), canonical(whole(desired, hashLabel)));
}

function whole({ metadata = {}, spec }: PodTemplate, hashLabel: string): object {
  const { [hashLabel]: _, ...labels } = metadata.labels ?? {};
  return podTemplate({ metadata: { labels, annotations: metadata.annotations ?? {} }, spec });
}

/** In the order of keys, without what is empty: that is what a server's types make of it. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, each]) => [key, canonical(each)] as const)
    .filter(([, each]) => each !== undefined && !(isRecord(each) && Object.keys(each).length === 0));
  return entries.length === 0 ? {} : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

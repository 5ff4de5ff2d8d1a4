/** What the schemas of our objects have in common, and how an object becomes a record. */
import * as z from 'zod';
import type { Actor, Basis } from '../../model/decision.ts';
import type { Recorded } from '../../model/record.ts';
import type { CardPlace } from '../../model/release.ts';
import type { Read } from './kind.ts';

/** What is left out is null: merge patches, for one, cannot write a null. */
export const orNull = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? null);
export const listOf = <S extends z.ZodType>(schema: S) => z.array(schema).default([]);

export const text = z.string();
export const whole = z.number().int();

export const actor: z.ZodType<Actor> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), id: text }),
  z.object({ kind: z.literal('unknown'), claimed: orNull(text) }),
  z.object({ kind: z.literal('engine') }),
]);

export const basis: z.ZodType<Basis> = z.object({
  hash: orNull(text),
  step: orNull(whole),
  pausedSince: orNull(text),
});

export const card: z.ZodType<CardPlace> = z.object({
  channel: text,
  ts: orNull(text),
  told: whole,
  ask: orNull(z.object({ ts: text, basis })),
  drawn: orNull(text),
});

const metadata = z.object({ name: text, resourceVersion: text, creationTimestamp: text });

/** Reads objects of one kind, whose spec and status look like this. */
export function reader<Spec, Status>(parts: { readonly spec: z.ZodType<Spec>; readonly status: z.ZodType<Status> }) {
  const schema = z.object({ metadata, spec: parts.spec, status: parts.status.optional() });
  return (object: unknown): Read<Recorded<Spec, Status>> => {
    const parsed = schema.safeParse(object);
    if (!parsed.success) {
      const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
      return { record: null, wrong };
    }
    const { name, resourceVersion, creationTimestamp: createdAt } = parsed.data.metadata;
    const { spec, status = null } = parsed.data as { readonly spec: Spec; readonly status?: Status };
    return { record: { name, resourceVersion, createdAt, spec, status }, wrong: null };
  };
}

/** The single values of systems outside, as in `fields.ts`. */
import * as z from 'zod';
import type { SecretPlace } from '../model/outward.ts';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** What stands in its place is never shown: it may be the secret itself. */
export const secretPlace = z
  .custom<Readonly<Record<string, string>>>((value) => placeIn(value) !== null, {
    error: 'where it is: {env: NAME} or {file: /path}',
    params: {
      hint: 'the catalog holds no secrets: name an environment variable of Rollbridge, or a file such as a mounted Secret',
      isSecret: true,
    },
  })
  .transform((value) => placeIn(value) ?? { from: 'env' as const, name: '' })
  .meta({
    type: 'object',
    properties: {
      env: { type: 'string', pattern: VARIABLE.source, description: 'An environment variable of Rollbridge.' },
      file: { type: 'string', pattern: '^/', description: 'A file, for example of a mounted Secret.' },
    },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  });

function placeIn(value: unknown): SecretPlace | null {
  if (typeof value !== 'object' || value === null) return null;
  const [[key, place] = [], ...more] = Object.entries(value) as [string, unknown][];
  if (typeof place !== 'string' || more.length > 0) return null;
  if (key === 'env' && VARIABLE.test(place)) return { from: 'env', name: place };
  return key === 'file' && place.startsWith('/') ? { from: 'file', path: place } : null;
}

/** With a path, unlike the address of a server; credentials in it would be printed. */
export const hookUrl = z
  .custom<string>((value) => typeof value === 'string' && isHook(value), {
    error: 'an address such as https://hooks.example.com/rollbridge',
    params: { hint: 'without a password in it', isSecret: true },
  })
  .meta({ type: 'string', pattern: '^\\s*[Hh][Tt][Tt][Pp][Ss]?:' });

function isHook(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

const SUBJECTS = ['incidents', 'releases'] as const;

export const subject = z
  .custom<(typeof SUBJECTS)[number]>((value) => SUBJECTS.some((each) => each === value), {
    error: 'incidents or releases',
  })
  .meta({ enum: [...SUBJECTS] });

export const siteUrl = z
  .custom<string>((value) => typeof value === 'string' && isSite(value), {
    error: 'an address such as https://acme.atlassian.net',
    params: { hint: 'without a path, and without keys in it', isSecret: true },
  })
  .meta({ type: 'string', pattern: '^\\s*[Hh][Tt][Tt][Pp][Ss]?:' });

function isSite(value: string): boolean {
  const url = URL.parse(value);
  return isHook(value) && url?.pathname === '/' && url.search === '';
}

/** It stands in a query, between quotes. */
export const projectKey = z
  .custom<string>((value) => typeof value === 'string' && /^[A-Z][A-Z0-9_]{1,49}$/.test(value), {
    error: 'the key of a project such as OPS',
    params: { hint: 'it stands before the number of each of its tickets' },
  })
  .meta({ type: 'string', pattern: '^[A-Z][A-Z0-9_]{1,49}$' });

export const oneLine = z
  .custom<string>((value) => typeof value === 'string' && /^[^\n\r]{1,200}$/.test(value) && value.trim() !== '', {
    error: 'one line of text',
  })
  .meta({ type: 'string', minLength: 1, maxLength: 200 });

export const policyId = z
  .custom<string>((value) => typeof value === 'string' && /^[A-Z0-9]{5,32}$/.test(value), {
    error: 'the id of an escalation policy such as PT4KHLK',
    params: { hint: 'it is the end of the address of its page in PagerDuty' },
  })
  .meta({ type: 'string', pattern: '^[A-Z0-9]{5,32}$' });

/** Reads secrets from where the catalog says they are, each time: a file that is renewed counts without a restart. */
import { readFile } from 'node:fs/promises';
import type { SecretPlace } from '../../model/outward.ts';

/** It is not there. The words have its place and never the secret. */
export class NoSecret extends Error {
  readonly hint: string;

  constructor(why: string, hint: string) {
    super(why);
    this.name = 'NoSecret';
    this.hint = hint;
  }
}

/** Where environment variables are looked up. */
export type Variables = (name: string) => string | undefined;

/** Throws NoSecret. */
export async function secretAt(place: SecretPlace, variables: Variables): Promise<string> {
  if (place.from === 'env') {
    const value = variables(place.name)?.trim() ?? '';
    if (value !== '') return value;
    throw new NoSecret(`The environment variable ${place.name} is not set`, 'Set it for Rollbridge, and restart it.');
  }
  const value = await readFile(place.path, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
  if (value !== '') return value;
  throw new NoSecret(`The file ${place.path} cannot be read, or is empty`, 'Mount it, and let Rollbridge read it.');
}

/** Of an address that is a secret itself. Throws NoSecret. */
export function addressIn(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new NoSecret('The secret is no address', 'Copy the whole address of the webhook, from https:// on.');
}

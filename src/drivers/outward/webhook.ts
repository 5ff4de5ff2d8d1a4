/**
 * Any system of your own, by the Standard Webhooks specification 1.0.0 (standard-webhooks/spec/standard-webhooks.md): JSON
 * that is signed together with its id and the time of the try, so that whoever receives it can tell who sent it, that it is
 * not an old one, and that it was there before.
 */
import { createHmac } from 'node:crypto';
import type { SecretPlace } from '../../model/outward.ts';
import { failed, succeeded } from './ask.ts';
import type { Way } from './destination.ts';
import { NoSecret } from './secrets.ts';
import { webhookBody } from './webhook-body.ts';

const PREFIX = 'whsec_';
/** Of the specification, in bytes. */
const SHORTEST_KEY = 24;
const LONGEST_KEY = 64;

export interface WebhookRules {
  readonly url: string;
  readonly secret: SecretPlace;
}

export function webhook({ url, secret }: WebhookRules): Way {
  return async ({ notice }, { secret: read, ask, now }) => {
    const key = keyIn(await read(secret));
    const body = JSON.stringify(webhookBody(notice));
    const timestamp = String(Math.floor(now.getTime() / 1_000));
    const answer = await ask({
      url,
      body,
      headers: {
        'webhook-id': notice.name,
        'webhook-timestamp': timestamp,
        'webhook-signature': signatureOf(key, `${notice.name}.${timestamp}.${body}`),
      },
    });
    return succeeded(answer) ? { came: 'delivered', link: null } : failed(answer, '', now);
  };
}

/** `v1,` and Base64 of HMAC-SHA256 over `id.timestamp.body`. */
export function signatureOf(key: Uint8Array, signed: string): string {
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

/** Throws NoSecret for what is no such key. */
export function keyIn(text: string): Uint8Array {
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  const key = Buffer.from(base64, 'base64');
  if (key.length >= SHORTEST_KEY && key.length <= LONGEST_KEY && /^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return key;
  throw new NoSecret(
    `The secret is not ${PREFIX} and Base64 of ${SHORTEST_KEY} to ${LONGEST_KEY} bytes`,
    `Make one: echo "${PREFIX}$(openssl rand -base64 32)"`,
  );
}

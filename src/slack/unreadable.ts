/**
 * Requests that hold no object, such as `null`. Slack sends none, but Bolt 5.1 reads fields of whatever was parsed, and
 * nothing catches what comes of it: a signed `null` would end the process, and a number would never be answered.
 */
import type { IncomingMessage } from 'node:http';
import { HTTPModuleFunctions } from '@slack/bolt';
import type { BufferedIncomingMessage } from '@slack/bolt/dist/receivers/BufferedIncomingMessage.js';

const { bufferIncomingMessage, isRawBodyError, parseAndVerifyHTTPRequest, parseHTTPRequestBody } = HTTPModuleFunctions;

export interface Proof {
  readonly signingSecret: string;
  /** Most bytes of a body. */
  readonly bodyLimit: number;
}

/** As Slack begins a press or an event: it is not parsed twice. */
const OBJECT = /^(?:payload=%7B|\{)/i;

/** The HTTP status to refuse it with; null when Bolt may have it, which finds the body read already. */
export async function refusalOf(request: IncomingMessage, proof: Proof): Promise<number | null> {
  try {
    const read = await bufferIncomingMessage(request, proof.bodyLimit);
    if (OBJECT.test(read.rawBody.toString('latin1', 0, 16)) || !holdsNoObject(read)) return null;
    return (await isSigned(read, proof)) ? 400 : 401;
  } catch (error) {
    return isRawBodyError(error) ? error.statusCode : 400;
  }
}

/** False as well when it cannot be parsed, which Bolt refuses by itself. */
function holdsNoObject(read: BufferedIncomingMessage): boolean {
  try {
    const body: unknown = parseHTTPRequestBody(read);
    return typeof body !== 'object' || body === null || Array.isArray(body);
  } catch {
    return false;
  }
}

async function isSigned(read: BufferedIncomingMessage, { signingSecret }: Proof): Promise<boolean> {
  try {
    await parseAndVerifyHTTPRequest({ signingSecret }, read);
    return true;
  } catch {
    return false;
  }
}

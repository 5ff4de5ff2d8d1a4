/** Whether what is called like this is likely to be a secret: a key in a log line, a variable, a field of an object. */

const ALWAYS = /^(?:password|passwords|passwd|passphrase|passcode|pwd)$/;
const AT_THE_END =
  /^(?:pass|secret|secrets|token|credential|credentials|cookie|authorization|auth|jwt|signature|sig|jsessionid|phpsessid)$/;
const JOINED_AT_THE_END =
  /(?:password|passwd|secret|token|apikey|accesskey|privatekey|secretkey|accountkey|credentials|sessionid)$/;
const KEYS = /^(?:api|access|private|secret|signing|encryption|account|master|shared|auth|ssh|license)$/;
/** After `secret`: what only points at one, or says something about it. */
const ABOUT_A_SECRET = /^(?:name|names|namespace|ref|refs|type|version|store|provider|mount|path|id)$/;
/** Says in which form a value is written. */
const FORM = /^(?:value|plain|plaintext|text|string|raw|b64|base64|encoded|\d+)$/;

/** `DB_PASSWORD`, `apiToken`, `x-api-key` and `client_secret` are; `tokens_total`, `secretName` and `passed` are not. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  if (words.some((word) => ALWAYS.test(word))) return true;
  while (words.length > 1 && FORM.test(words.at(-1) ?? '')) words.pop();
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (AT_THE_END.test(last) || JOINED_AT_THE_END.test(last)) return true;
  if (last === 'key' && KEYS.test(before)) return true;
  if (last === 'id' && before === 'session') return true;
  return words.includes('secret') && !ABOUT_A_SECRET.test(last);
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+|(?<=[a-z])(?=\d+$)/)
    .filter((word) => word !== '');
}

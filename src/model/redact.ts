/**
 * The one redactor: takes secrets out of text that a cluster wrote, such as logs, before anybody reads or keeps it. Given
 * whole texts only: what is cut in the middle of a secret cannot be recognised. It rather takes too much than too little,
 * and cannot know a secret that neither its name nor its own form betrays.
 */
import { isSecretName } from './secret-names.ts';

export const REDACTED = '[redacted]';

/** Doing it again changes nothing. */
export function redactText(text: string): string {
  return TOKENS.reduce(
    (rest, [pattern, instead]) => rest.replace(pattern, instead),
    withoutJwts(withoutPairs(withoutPrivateKeys(text))),
  );
}

/** Secrets that are known by their own form, wherever they stand. Every repetition is bounded: logs can be hostile. */
const TOKENS: readonly (readonly [RegExp, string])[] = [
  // A URL with a password; a port is no password, though it too follows a colon.
  [/:\/\/[^\s/?#"'@:]{0,200}:(?!\d{1,5}(?:[/?#\s"']|$))[^\s"'<>]{1,500}@/g, `://${REDACTED}@`],
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, REDACTED],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[a-z]-|xapp-|[sr]k_live_|AIza)[\w-]{16,}/g, REDACTED],
  [/\b(bearer|basic)[ \t]{1,5}(?=[\w.~+/=-]{8})(?=\S{0,19}[\d=]|\S{20})[\w.~+/=-]+/gi, `$1 ${REDACTED}`],
  [/(<([\w:-]{0,40}(?:password|passwd|token|secret|key)[\w:-]{0,40})>)[^<]{1,1000}(?=<\/\2>)/gi, `$1${REDACTED}`],
  [/(--[\w-]{0,40}(?:password|passphrase|token|secret|api-key)[ \t]{1,5})(?!-)[^\s"']+/gi, `$1${REDACTED}`],
];

const DOTTED = /[\w.-]+/y;

/** From `eyJ`, which is `{"` in Base64, to the end of what hangs together by dots. */
function withoutJwts(text: string): string {
  let kept = '';
  let from = 0;
  for (let at = text.indexOf('eyJ'); at !== -1; at = text.indexOf('eyJ', DOTTED.lastIndex)) {
    DOTTED.lastIndex = at;
    DOTTED.test(text);
    if (!text.slice(at, DOTTED.lastIndex).includes('.', 11)) continue;
    kept += text.slice(from, at) + REDACTED;
    from = DOTTED.lastIndex;
  }
  return kept + text.slice(from);
}

/** A name and its separator, with whatever quotes and backslashes JSON and loggers put between. */
const NAME = /(?<![\w.-])([A-Za-z_][\w.-]{0,200})[\\"'`]{0,20}[ \t]{0,20}(?:=>|[:=]|%3[ad])[ \t]*/gi;

/** `password=hunter2`, `"api_key": "…"`, `Authorization: Basic …` and the like. */
function withoutPairs(text: string): string {
  let kept = '';
  let from = 0;
  NAME.lastIndex = 0;
  for (let match = NAME.exec(text); match !== null; match = NAME.exec(text)) {
    const name = match[1] ?? '';
    if (!isSecretName(name)) continue;
    const { start, end } = valueAt(text, NAME.lastIndex, { name, inUrl: /[?&]/.test(text[match.index - 1] ?? '') });
    if (end === start || isHarmless(text.slice(start, end))) continue;
    kept += text.slice(from, start) + REDACTED;
    from = end;
    NAME.lastIndex = end;
  }
  return kept + text.slice(from);
}

interface About {
  readonly name: string;
  readonly inUrl: boolean;
}

function valueAt(text: string, at: number, { name, inUrl }: About): { readonly start: number; readonly end: number } {
  const quote = taken(/\\*["'`]/y, text, at);
  const start = at + quote.length;
  if (quote !== '') return { start, end: closing(text, start, quote) };
  if (/cookie$/i.test(name)) return { start, end: start + taken(/[^\r\n"]*/y, text, start).length };
  if (inUrl) return { start, end: start + taken(/[^\s"&#]*/y, text, start).length };
  const scheme = /(?:auth|authorization)$/i.test(name) ? taken(SCHEME, text, start) : '';
  const rest = /^(?:aws4|digest)/i.test(scheme) ? /[^\r\n"]*/y : /[^\s"]*/y;
  return { start, end: start + scheme.length + taken(rest, text, start + scheme.length).length };
}

const SCHEME = /(?:basic|bearer|digest|token|negotiate|ntlm|apikey|aws4-hmac-sha256)[ \t]+/iy;

/** Up to the same quote, or to the end of the line when it was left open. */
function closing(text: string, start: number, quote: string): number {
  for (let at = text.indexOf(quote, start); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (!isEscaped(text, start, at)) return at;
  }
  return start + taken(/[^\r\n]*/y, text, start).length;
}

function isEscaped(text: string, start: number, at: number): boolean {
  let backslashes = 0;
  while (at - 1 - backslashes >= start && text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function taken(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** No value, one that was redacted before, or the beginning of an object, whose own names are looked at. */
function isHarmless(value: string): boolean {
  return (
    value.startsWith(REDACTED) ||
    /^(?:null|nil|<nil>|none|true|false|undefined)[,;)\]}]*$/i.test(value) ||
    /^[[{]+[\]},;]*$/.test(value)
  );
}

const MARK = /-----(BEGIN|END) ([A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?)-----/g;
/** No private key is longer. */
const LONGEST_KEY = 16_384;
/** What keys are made of, and what logs put between: time stamps, line ends as they are and as JSON writes them. */
const STUFF = /(?:\s|\\[nr]|\d{4}-\d\d-\d\dT[\d:.]+Z|[A-Za-z0-9+/=]{16,})+/y;
const LINE_OF_KEY = /^(?:\S+Z )?[A-Za-z0-9+/=]{16,}\s*$/;

/** Also keys of which a log shows only the beginning or the end. */
function withoutPrivateKeys(text: string): string {
  const marks = [...text.matchAll(MARK)];
  let kept = '';
  let from = 0;
  for (const [n, { 0: mark, 1: side, 2: kind, index }] of marks.entries()) {
    if (side === 'END') {
      kept += withoutLastKey(text.slice(from, index));
      from = index;
      continue;
    }
    const after = index + mark.length;
    const next = marks[n + 1];
    const isWhole = next?.[1] === 'END' && next[2] === kind && next.index - after <= LONGEST_KEY;
    const end = isWhole ? next.index : after + taken(STUFF, text, after).length;
    kept += text.slice(from, after);
    from = after;
    if (end - after < 4 || text.startsWith(REDACTED, after)) continue;
    kept += isWhole ? REDACTED : `${REDACTED}\n`;
    from = end;
  }
  return kept + text.slice(from);
}

/** `text` stops where a key ends: its last lines are taken away as long as they may belong to the key. */
function withoutLastKey(text: string): string {
  if (text === '' || text.endsWith(REDACTED)) return text;
  const lines = text.split('\n');
  const last = (lines.pop() ?? '').replace(/(?<![A-Za-z0-9+/=\\])[A-Za-z0-9+/=\\]{16,}$/, REDACTED);
  const key = lines.length - 1 - lines.findLastIndex((line) => !LINE_OF_KEY.test(line));
  if (key === 0) return [...lines, last].join('\n');
  return [...lines.slice(0, lines.length - key), REDACTED, last].join('\n');
}

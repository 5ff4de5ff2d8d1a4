/** The redactor for objects of the cluster: takes out secrets by the names of fields, and by the text in every field. */
import { REDACTED, redactText } from './redact.ts';
import { isSecretName } from './secret-names.ts';

/** Bookkeeping, and a copy of the object as text. */
const DROPPED: ReadonlySet<string> = new Set(['managedFields', 'kubectl.kubernetes.io/last-applied-configuration']);

/** What takes secrets out of a text. */
type Redact = (text: string) => string;
type Mapping = Readonly<Record<string, unknown>>;

/** What becomes JSON in, plain JSON out: names of Secrets stay, their values never do. */
export function redactObject(value: unknown, text: Redact = redactText): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return redactString(value, text);
  if (Array.isArray(value)) return redactList(value, text);
  return isMapping(value) ? redactMapping(value, text) : value;
}

function redactMapping(object: Mapping, text: Redact): Mapping {
  const isSecret = object.kind === 'Secret';
  const isNamedValue = [object.name, object.key].some((name) => typeof name === 'string' && isSecretName(name));
  return Object.fromEntries(
    Object.entries(object)
      .filter(([key]) => !DROPPED.has(key))
      .map(([key, value]) => {
        if (isSecret && (key === 'data' || key === 'stringData')) return [key, hiddenAll(value)];
        return [
          key,
          isSecretName(key) || (isNamedValue && key === 'value') ? hidden(value, text) : redactObject(value, text),
        ];
      }),
  );
}

/** Texts and numbers; an object under such a name has names of its own, as `secret: {secretName: …}` does. */
function hidden(value: unknown, text: Redact): unknown {
  if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return REDACTED;
  return Array.isArray(value) ? value.map((each) => hidden(each, text)) : redactObject(value, text);
}

function hiddenAll(value: unknown): unknown {
  return isMapping(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, REDACTED])) : REDACTED;
}

/** Arguments of a command: what follows `--password` is one. */
function redactList(list: readonly unknown[], text: Redact): unknown[] {
  return list.map((item, index) => {
    const before = list[index - 1];
    const isAsked = typeof before === 'string' && /^--?[\w-]+$/.test(before) && isSecretName(before);
    return isAsked ? hidden(item, text) : redactObject(item, text);
  });
}

/** A pod template that was kept as text is an object all the same. */
function redactString(words: string, text: Redact): string {
  if (!/^\s*[[{]/.test(words)) return text(words);
  try {
    return JSON.stringify(redactObject(JSON.parse(words), text));
  } catch {
    return text(words);
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null;
}

/** The redactor for objects of the cluster: takes out secrets by the names of fields, and by the text in every field. */
import { REDACTED, redactText } from './redact.ts';
import { isSecretName } from './secret-names.ts';

/** Bookkeeping, and a copy of the object as text. */
const DROPPED: ReadonlySet<string> = new Set(['managedFields', 'kubectl.kubernetes.io/last-applied-configuration']);

type Mapping = Readonly<Record<string, unknown>>;

/** What becomes JSON in, plain JSON out: names of Secrets stay, their values never do. */
export function redactObject(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return redactString(value);
  if (Array.isArray(value)) return redactList(value);
  return isMapping(value) ? redactMapping(value) : value;
}

function redactMapping(object: Mapping): Mapping {
  const isSecret = object.kind === 'Secret';
  const isNamedValue = [object.name, object.key].some((name) => typeof name === 'string' && isSecretName(name));
  return Object.fromEntries(
    Object.entries(object)
      .filter(([key]) => !DROPPED.has(key))
      .map(([key, value]) => {
        if (isSecret && (key === 'data' || key === 'stringData')) return [key, hiddenAll(value)];
        return [key, isSecretName(key) || (isNamedValue && key === 'value') ? hidden(value) : redactObject(value)];
      }),
  );
}

/** Texts and numbers; an object under such a name has names of its own, as `secret: {secretName: …}` does. */
function hidden(value: unknown): unknown {
  if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return REDACTED;
  return Array.isArray(value) ? value.map(hidden) : redactObject(value);
}

function hiddenAll(value: unknown): unknown {
  return isMapping(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, REDACTED])) : REDACTED;
}

/** Arguments of a command: what follows `--password` is one. */
function redactList(list: readonly unknown[]): unknown[] {
  return list.map((item, index) => {
    const before = list[index - 1];
    const isAsked = typeof before === 'string' && /^--?[\w-]+$/.test(before) && isSecretName(before);
    return isAsked ? hidden(item) : redactObject(item);
  });
}

/** A pod template that was kept as text is an object all the same. */
function redactString(text: string): string {
  if (!/^\s*[[{]/.test(text)) return redactText(text);
  try {
    return JSON.stringify(redactObject(JSON.parse(text)));
  } catch {
    return redactText(text);
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null;
}

/** Reads objects in protobuf, in which kubectl sends those of built-in kinds that it makes itself. Nothing is written so. */
import { readFileSync } from 'node:fs';
import { timestamp } from '../objects.ts';

/** Name, type with its package, and whether there are many of them. */
export type Field = readonly [name: string, type: string, many: '' | 'list' | 'map'];

type Message = Readonly<Record<string, Field>>;

interface Known {
  /** By `apps/v1 Deployment`. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly messages: Readonly<Record<string, Message>>;
}

/** Objects of Kubernetes begin like this (`runtime/serializer/protobuf`). */
const MAGIC = Buffer.from('k8s\0');
const META = 'k8s.io.apimachinery.pkg.apis.meta.v1';

const ENVELOPE: Message = { 1: ['typeMeta', 'TypeMeta', ''], 2: ['raw', 'raw', ''] };
const TYPE_META: Message = { 1: ['apiVersion', 'string', ''], 2: ['kind', 'string', ''] };

/** Go sends zeros that JSON would leave out; of these a zero means something. */
const COUNTS: ReadonlySet<string> = new Set([
  ...['replicas', 'minReplicas', 'backoffLimit', 'parallelism', 'completions', 'gracePeriodSeconds'],
  ...['terminationGracePeriodSeconds', 'revisionHistoryLimit', 'ttlSecondsAfterFinished'],
]);

let kept: Known | null = null;

function known(): Known {
  kept ??= JSON.parse(readFileSync(new URL('protobuf.json', import.meta.url), 'utf8')) as Known;
  return kept;
}

/** Null when these bytes are no object of a kind that is known. */
export function fromProtobuf(bytes: Buffer): Readonly<Record<string, unknown>> | null {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const { typeMeta, raw } = new Reader(bytes.subarray(MAGIC.length)).message(ENVELOPE);
  const { apiVersion, kind } = typeMeta as { apiVersion: string; kind: string };
  const message = known().messages[known().kinds[`${apiVersion} ${kind}`] ?? ''];
  if (message === undefined) return null;
  return { apiVersion, kind, ...new Reader(raw as Buffer).message(message) };
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  message(message: Message): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    while (this.#at < this.#bytes.length) {
      const tag = Number(this.#varint());
      const field = message[tag >>> 3];
      const value = this.#value(tag & 7);
      if (field !== undefined) put(object, field, value);
    }
    return object;
  }

  #value(wire: number): bigint | Buffer {
    switch (wire) {
      case 0:
        return this.#varint();
      case 1:
        return this.#take(8);
      case 2:
        return this.#take(Number(this.#varint()));
      default:
        return this.#take(4);
    }
  }

  #take(length: number): Buffer {
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return bytes;
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
}

function put(object: Record<string, unknown>, [name, type, many]: Field, wire: bigint | Buffer): void {
  if (many === 'map') {
    const entry = new Reader(wire as Buffer).message({ 1: ['key', 'string', ''], 2: ['value', type, ''] });
    object[name] = { ...(object[name] as object | undefined), [String(entry.key ?? '')]: entry.value ?? '' };
    return;
  }
  const value = jsonValue(type, wire, name);
  if (many === 'list') object[name] = [...((object[name] as readonly unknown[] | undefined) ?? []), value ?? ''];
  else if (value !== undefined) object[name] = value;
}

/** Undefined for what JSON would leave out. */
function jsonValue(type: string, wire: bigint | Buffer, name: string): unknown {
  switch (type) {
    case 'string':
      return (wire as Buffer).toString() || undefined;
    case 'bool':
      return wire === 1n ? true : undefined;
    case 'int32':
    case 'int64': {
      const number = Number(BigInt.asIntN(64, wire as bigint));
      return number === 0 && !COUNTS.has(name) ? undefined : number;
    }
    case 'bytes':
      return (wire as Buffer).toString('base64');
    case 'raw':
      return wire;
    case 'TypeMeta':
      return new Reader(wire as Buffer).message(TYPE_META);
  }
  return special(type, wire as Buffer);
}

function special(type: string, bytes: Buffer): unknown {
  const fields = () => new Reader(bytes).message(known().messages[type] ?? {});
  switch (type) {
    case `${META}.Time`:
    case `${META}.MicroTime`: {
      const { seconds } = fields();
      return seconds === undefined ? undefined : timestamp(Number(seconds) * 1_000);
    }
    case `${META}.FieldsV1`:
      return JSON.parse(Buffer.from(String(fields().Raw ?? ''), 'base64').toString() || '{}');
    case 'k8s.io.apimachinery.pkg.api.resource.Quantity':
      return fields().string;
    case 'k8s.io.apimachinery.pkg.util.intstr.IntOrString': {
      const { type: isText, intVal = 0, strVal } = fields();
      return isText === 1 ? strVal : intVal;
    }
    default: {
      const object = fields();
      return Object.keys(object).length === 0 && bytes.length > 0 ? undefined : object;
    }
  }
}

/** Which names objects may have (`apimachinery/pkg/util/validation`). */
import type { ObjectMeta } from '../objects.ts';
import type { Resource } from './resource.ts';
import { type Cause, wrongValue } from './status-error.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SERVICE = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

interface Rule {
  readonly pattern: RegExp;
  readonly longest: number;
  readonly why: string;
}

const subdomain: Rule = {
  pattern: SUBDOMAIN,
  longest: 253,
  why: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
};

const label: Rule = {
  pattern: LABEL,
  longest: 63,
  why: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
};

const service: Rule = {
  pattern: SERVICE,
  longest: 63,
  why: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
};

const RULES: Readonly<Record<string, Rule>> = { Namespace: label, Service: service };

/** Names of roles may be nearly anything that fits into a path. */
const FREE: ReadonlySet<string> = new Set(['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']);

export function nameCauses({ kind }: Resource, name: string): readonly Cause[] {
  const field = 'metadata.name';
  if (FREE.has(kind))
    return /^\.\.?$|[/%]/.test(name) ? [wrongValue(field, name, `may not be '.', '..' or have / %`)] : [];
  const { pattern, longest, why } = RULES[kind] ?? subdomain;
  if (name.length > longest) return [wrongValue(field, name, `must be no more than ${longest} bytes`)];
  return pattern.test(name) ? [] : [wrongValue(field, name, why)];
}

const PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const NAME_WHY = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`;
const VALUE_WHY = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`;
const LONGEST_PART = 63;

/** What is wrong with labels, and with the names of annotations. */
export function metadataCauses({ labels = {}, annotations = {} }: ObjectMeta): readonly Cause[] {
  const ofLabels = Object.entries(labels).flatMap(([key, value]) => [
    ...keyCauses('metadata.labels', key),
    ...(value !== '' && !PART.test(value) ? [wrongValue('metadata.labels', value, VALUE_WHY)] : []),
    ...(value.length > LONGEST_PART ? [tooLong(value)] : []),
  ]);
  const ofAnnotations = Object.keys(annotations).flatMap((key) => keyCauses('metadata.annotations', key.toLowerCase()));
  return [...ofLabels, ...ofAnnotations];
}

function keyCauses(field: string, key: string): readonly Cause[] {
  const name = key.slice(key.indexOf('/') + 1);
  return PART.test(name) && name.length <= LONGEST_PART ? [] : [wrongValue(field, key, NAME_WHY)];
}

function tooLong(value: string): Cause {
  return wrongValue('metadata.labels', value, `must be no more than ${LONGEST_PART} bytes`);
}

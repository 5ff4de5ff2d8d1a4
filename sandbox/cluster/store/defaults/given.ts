/** What the server gives to an object that is made: nobody counts as its writer, other than with defaults. Pure. */
import { type AnyObject, isRecord } from '../../objects.ts';
import type { Resource } from '../resource.ts';

/** Places that are given unless they are named. */
const GIVEN: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Service: ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'].map((field) => ['spec', field]),
  Job: [
    ['spec', 'selector'],
    ['spec', 'template', 'metadata', 'labels'],
    ['metadata', 'labels'],
  ],
  Namespace: [['spec', 'finalizers']],
  Event: [['reportingComponent'], ['reportingInstance']],
};

/** The object as far as it was asked for, defaults included. */
export function asAsked(made: AnyObject, asked: AnyObject, { kind, status }: Resource): AnyObject {
  const given = (GIVEN[kind] ?? []).filter((path) => at(asked, path) === undefined);
  return [...given, ...(status ? [['status']] : [])].reduce<AnyObject>(
    (object, path) => without(object, path) as AnyObject,
    made,
  );
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, field) => (isRecord(inner) ? inner[field] : undefined), value);
}

function without(value: unknown, [field = '', ...rest]: readonly string[]): unknown {
  if (!isRecord(value) || !(field in value)) return value;
  const { [field]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...others, [field]: without(inner, rest) };
}

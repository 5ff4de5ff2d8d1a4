/** What every write goes through before it is kept: fields are filled in, unknown ones left out, and mistakes refused. */
import type { AnyObject } from '../objects.ts';
import { causesOf } from '../schemas/check.ts';
import { withDefaults } from '../schemas/defaults.ts';
import type { Schemas } from '../schemas/index.ts';
import { pruned } from '../schemas/prune.ts';
import { builtInCauses } from './checks.ts';
import { defaulted, type Others } from './defaults/index.ts';
import { metadataCauses } from './names.ts';
import type { Resource } from './resource.ts';
import { invalid } from './status-error.ts';

export interface Admitted {
  readonly resource: Resource;
  readonly schemas: Schemas;
  readonly others: Others;
}

/** `was` is null for a new object. Throws 422. */
export function admitted(object: AnyObject, was: AnyObject | null, { resource, schemas, others }: Admitted): AnyObject {
  const schema = schemas.of(resource.kind);
  const known = pruned(object, schema).value as AnyObject;
  const whole = resource.custom ? (withDefaults(known, schema) as AnyObject) : defaulted(known, was, others);
  const causes = [
    ...metadataCauses(whole.metadata),
    ...(resource.custom ? causesOf(whole, was, schema) : builtInCauses(whole, was)),
  ];
  if (causes.length > 0) throw invalid(resource, object.metadata.name, causes);
  return whole;
}

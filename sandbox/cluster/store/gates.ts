/** Gates of a pod: until the last of them is opened no node takes it (`pkg/registry/core/pod`, `ValidatePodUpdate`). Pure. */
import { type AnyObject, timestamp } from '../objects.ts';
import type { Cause } from './status-error.ts';

interface Gate {
  readonly name?: string;
}

/** A new pod says that it waits for them. Anything else comes back as it is. `now` in milliseconds since 1970. */
export function withGates(object: AnyObject, now: number): AnyObject {
  if (object.kind !== 'Pod' || gatesOf(object).length === 0) return object;
  const waits = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: timestamp(now),
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  };
  return { ...object, status: { ...(object.status as object), conditions: [waits] } };
}

/** They may be opened, and none be added. */
export function newGates(object: AnyObject, was: AnyObject): readonly Cause[] {
  const known = new Set(gatesOf(was).map(({ name }) => name));
  return gatesOf(object).flatMap(({ name = '' }, index) => {
    if (known.has(name)) return [];
    const message = `Forbidden: only deletion is allowed, but found new scheduling gate '${name}'`;
    return [{ reason: 'FieldValueForbidden', message, field: `spec.schedulingGates[${index}].name` }];
  });
}

function gatesOf({ spec }: AnyObject): readonly Gate[] {
  return (spec as { readonly schedulingGates?: readonly Gate[] } | undefined)?.schedulingGates ?? [];
}

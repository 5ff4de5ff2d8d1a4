/** Field selectors: few fields can be asked for, and which depends on the kind. */
import { type AnyObject, isRecord } from '../objects.ts';
import type { Resource } from '../store/resource.ts';
import { badRequest, type StatusError } from '../store/status-error.ts';

const OF_ALL = ['metadata.name', 'metadata.namespace'];

const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    ...['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName', 'status.phase'],
    ...['status.podIP', 'status.nominatedNodeName', 'spec.hostNetwork'],
  ],
  Event: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (field) => `involvedObject.${field}`,
    ),
    ...['reason', 'reportingComponent', 'source', 'type'],
  ],
  Secret: ['type'],
  Namespace: ['status.phase'],
  ReplicaSet: ['status.replicas'],
  Job: ['status.successful'],
  Service: ['spec.clusterIP', 'spec.type'],
};

/** A query such as `status.phase!=Running,metadata.name=a`. Throws 400 for a field that cannot be asked for. */
export function parseFields(text: string, { kind, custom }: Resource): (object: AnyObject) => boolean {
  const parts = text.split(',').filter((part) => part !== '');
  const all = parts.map((part) => {
    const [, field = '', operator = '', value = ''] = /^([^=!]+?)\s*(==?|!=)\s*(.*)$/.exec(part.trim()) ?? [];
    if (operator === '') throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    if (![...OF_ALL, ...(OF_KIND[kind] ?? [])].includes(field)) {
      throw unknown(field, kind, custom);
    }
    return (object: AnyObject) => (fieldValue(object, field) === value) === (operator !== '!=');
  });
  return (object) => all.every((matches) => matches(object));
}

/** Kinds with fields of their own say so in other words than those without. */
function unknown(field: string, kind: string, custom: boolean): StatusError {
  if (custom || OF_KIND[kind] !== undefined) return badRequest(`field label not supported: ${field}`);
  const known = OF_ALL.map((each) => JSON.stringify(each)).join(', ');
  return badRequest(`${JSON.stringify(field)} is not a known field selector: only ${known}`);
}

function fieldValue(object: AnyObject, field: string): string {
  if (object.kind === 'Event' && field === 'source') {
    return String((object.source as { component?: string } | undefined)?.component ?? '');
  }
  let at: unknown = object;
  for (const name of field.split('.')) at = isRecord(at) ? at[name] : undefined;
  return at === undefined || at === null ? '' : String(at);
}

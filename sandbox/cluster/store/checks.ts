/** What makes an object of a built-in kind invalid, as far as people run into it (`pkg/apis/…/validation`). Pure. */
import { type AnyObject, isEqual, isRecord, type Strings } from '../objects.ts';
import { newGates } from './gates.ts';
import { selectorOf } from './labels.ts';
import { type Cause, required, wrongValue } from './status-error.ts';

type Plain = Readonly<Record<string, unknown>>;
type Check = (object: AnyObject, was: AnyObject | null) => readonly Cause[];

const CHECKS: Readonly<Record<string, Check>> = {
  Deployment: workload,
  ReplicaSet: workload,
  Job: ({ spec }) => containers(plain(plain(plain(spec).template).spec), 'spec.template.spec'),
  Pod: (pod, was) => [...containers(plain(pod.spec), 'spec'), ...(was === null ? [] : changeOfPod(pod, was))],
  Service: ({ spec }) => {
    const { type, ports, clusterIP } = plain(spec);
    const needsPorts = type !== 'ExternalName' && clusterIP !== 'None';
    return needsPorts && !list(ports).length ? [required('spec.ports')] : [];
  },
  RoleBinding: binding,
  ClusterRoleBinding: binding,
};

export function builtInCauses(object: AnyObject, was: AnyObject | null): readonly Cause[] {
  return [...references(object), ...(CHECKS[object.kind]?.(object, was) ?? [])];
}

function workload({ spec, kind }: AnyObject, was: AnyObject | null): readonly Cause[] {
  const { selector, template, replicas } = plain(spec);
  const labels = plain(plain(template).metadata).labels as Strings | undefined;
  const causes: Cause[] = [];
  if (typeof replicas === 'number' && replicas < 0) {
    causes.push(wrongValue('spec.replicas', replicas, 'must be greater than or equal to 0'));
  }
  if (selector === undefined) causes.push(required('spec.selector'));
  if (selector === undefined || !selectorOf(selector)(labels ?? {})) {
    const why = '`selector` does not match template `labels`';
    causes.push(wrongValue('spec.template.metadata.labels', labels ?? null, why));
  }
  causes.push(...containers(plain(plain(template).spec), 'spec.template.spec'));
  if (was !== null && kind !== 'Job' && !isEqual(plain(was.spec).selector, selector)) {
    causes.push(wrongValue('spec.selector', selector, 'field is immutable'));
  }
  return causes;
}

function containers(spec: Plain, path: string): readonly Cause[] {
  const all = list(spec.containers);
  if (all.length === 0) return [required(`${path}.containers`)];
  return all.flatMap((container, index) => {
    const missing = ['name', 'image'].filter((field) => !container[field]);
    return missing.map((field) => required(`${path}.containers[${index}].${field}`));
  });
}

function changeOfPod(pod: AnyObject, was: AnyObject): readonly Cause[] {
  const gates = newGates(pod, was);
  return gates.length > 0 ? gates : fixedPod(plain(pod.spec), was);
}

/** Of a pod that is there only images, deadlines and the like may change. */
function fixedPod(spec: Plain, was: AnyObject): readonly Cause[] {
  const loose = ({
    tolerations: _,
    activeDeadlineSeconds: __,
    terminationGracePeriodSeconds: ___,
    schedulingGates: ____,
    ...rest
  }: Plain) => ({
    ...rest,
    nodeName: null,
    containers: list(rest.containers).map(({ image: _image, resources: _resources, ...fixed }) => fixed),
    initContainers: list(rest.initContainers).map(({ image: _image, ...fixed }) => fixed),
  });
  if (isEqual(loose(spec), loose(plain(was.spec)))) return [];
  const why =
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return [{ reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field: 'spec' }];
}

function binding(object: AnyObject, was: AnyObject | null): readonly Cause[] {
  if (was === null || isEqual(object.roleRef, was.roleRef)) return [];
  return [wrongValue('roleRef', object.roleRef, 'cannot change roleRef')];
}

/** At most one owner controls an object. */
function references({ metadata }: AnyObject): readonly Cause[] {
  const controllers = (metadata.ownerReferences ?? []).filter(({ controller }) => controller === true);
  if (controllers.length < 2) return [];
  const why = `Only one reference can have Controller set to true. Found "true" in references for ${controllers.map(({ kind, name }) => `${kind}/${name}`).join(' and ')}`;
  return [wrongValue('metadata.ownerReferences', metadata.ownerReferences, why)];
}

function plain(value: unknown): Plain {
  return isRecord(value) ? value : {};
}

function list(value: unknown): readonly Plain[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

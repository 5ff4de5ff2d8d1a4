/** Who may do what: Roles and ClusterRoles by their bindings (`plugin/pkg/auth/authorizer/rbac`). */
import type { AnyObject } from '../../objects.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { forbidden, StatusError } from '../../store/status-error.ts';
import type { Asked } from '../asked.ts';
import { ADMINS, type User } from './users.ts';

/** What somebody wants to do. */
export type Attempt = Pick<Asked, 'verb' | 'isResource' | 'path' | 'group' | 'resource' | 'namespace' | 'name'> & {
  readonly subresource: string | null;
};

export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export class Rbac {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  allows(user: User, attempt: Attempt): boolean {
    if (user.groups.includes(ADMINS)) return true;
    return this.rules(user, attempt.isResource ? attempt.namespace : null).some((rule) => covers(rule, attempt));
  }

  /** Throws 403 in the server's words. */
  check(user: User, attempt: Attempt): void {
    if (this.allows(user, attempt)) return;
    const { verb, path, group, resource, subresource, namespace, name } = attempt;
    if (!attempt.isResource) {
      const message = `forbidden: User "${user.name}" cannot ${verb} path "${path}"`;
      throw new StatusError(403, { message, reason: 'Forbidden', details: {} });
    }
    const where = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    const what = subresource === null ? resource : `${resource}/${subresource}`;
    const why = `User "${user.name}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`;
    throw forbidden({ group, plural: resource }, name ?? '', why);
  }

  /** Every rule that this user has in a namespace, or with null in the whole cluster. */
  rules(user: User, namespace: string | null): readonly Rule[] {
    const everywhere = this.#store.list<AnyObject>('ClusterRoleBinding');
    const here = namespace === null ? [] : this.#store.list<AnyObject>('RoleBinding', { namespace });
    return [...everywhere, ...here]
      .filter((binding) =>
        ((binding.subjects ?? []) as readonly Subject[]).some((each) => isMeant(each, user, binding)),
      )
      .flatMap((binding) => this.#rulesOf(binding));
  }

  #rulesOf({ roleRef, metadata }: AnyObject): readonly Rule[] {
    const { kind, name } = roleRef as { readonly kind: string; readonly name: string };
    const role = this.#store.get<AnyObject>(kind, kind === 'Role' ? (metadata.namespace ?? '') : null, name);
    return (role?.rules ?? []) as readonly Rule[];
  }
}

function isMeant({ kind, name, namespace }: Subject, user: User, binding: AnyObject): boolean {
  if (kind === 'User') return name === user.name;
  if (kind === 'Group') return user.groups.includes(name);
  return user.name === `system:serviceaccount:${namespace ?? binding.metadata.namespace}:${name}`;
}

function covers(rule: Rule, { isResource, verb, path, group, resource, subresource, name }: Attempt): boolean {
  if (!has(rule.verbs, verb)) return false;
  if (!isResource) {
    return (rule.nonResourceURLs ?? []).some((url) =>
      url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : url === path,
    );
  }
  const what = subresource === null ? [resource] : [`${resource}/${subresource}`, `*/${subresource}`];
  if (!has(rule.apiGroups ?? [], group)) return false;
  if (!(rule.resources ?? []).some((each) => each === '*' || what.includes(each))) return false;
  const { resourceNames = [] } = rule;
  return resourceNames.length === 0 || (name !== null && resourceNames.includes(name));
}

function has(values: readonly string[], value: string): boolean {
  return values.includes('*') || values.includes(value);
}

/** Who sends a request: by a token, or as somebody else whom the sender may stand in for. */
import { randomBytes } from 'node:crypto';
import type { AnyObject } from '../../objects.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { StatusError } from '../../store/status-error.ts';

export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
}

export const ADMINS = 'system:masters';
const EVERYBODY = 'system:authenticated';

export class Users {
  readonly #store: ObjectStore;
  readonly #tokens = new Map<string, User>();

  /** `adminToken` may do everything. */
  constructor(store: ObjectStore, adminToken: string) {
    this.#store = store;
    this.#tokens.set(adminToken, { name: 'admin', uid: 'admin', groups: [ADMINS, EVERYBODY] });
  }

  /** A token of this account, which counts as long as the account is there. */
  issue({ metadata }: AnyObject): string {
    const { namespace = '', name, uid = '' } = metadata;
    const token = `sandbox.${randomBytes(24).toString('base64url')}`;
    this.#tokens.set(token, { ...accountOf(namespace, name), uid });
    return token;
  }

  /** Nobody in particular without a token. Throws 401 for one that is not known. */
  of(headers: Headers): User {
    const [scheme = '', token = ''] = (headers.get('authorization') ?? '').split(' ');
    if (scheme === '') return { name: 'system:anonymous', groups: ['system:unauthenticated'] };
    const user = this.#tokens.get(token);
    if (user === undefined || !this.#isThere(user)) {
      throw new StatusError(401, { message: 'Unauthorized', reason: 'Unauthorized' });
    }
    return user;
  }

  #isThere({ name, uid }: User): boolean {
    const [, kind, namespace = '', account = ''] = name.split(':');
    if (kind !== 'serviceaccount') return true;
    return this.#store.get<AnyObject>('ServiceAccount', namespace, account)?.metadata.uid === uid;
  }
}

function accountOf(namespace: string, name: string): User {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, EVERYBODY];
  return { name: `system:serviceaccount:${namespace}:${name}`, groups };
}

/** Whom the sender wants to stand in for; null when it speaks for itself. */
export function impersonated(headers: Headers): User | null {
  const name = headers.get('impersonate-user');
  if (name === null) return null;
  const named = (headers.get('impersonate-group') ?? '').split(',').map((each) => each.trim());
  const groups = named.filter((each) => each !== '');
  const [, kind, namespace = '', account = ''] = name.split(':');
  if (kind === 'serviceaccount' && groups.length === 0) return accountOf(namespace, account);
  return { name, groups: [...new Set([...groups, EVERYBODY])] };
}

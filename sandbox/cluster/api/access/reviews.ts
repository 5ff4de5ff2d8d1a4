/** Questions about rights and persons: they are answered and not kept. */
import { type AnyObject, isRecord, timestamp } from '../../objects.ts';
import type { Attempt, Rbac } from './rbac.ts';
import type { User } from './users.ts';

interface Review {
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly namespace?: string;
  readonly resourceAttributes?: Readonly<Record<string, string>>;
  readonly nonResourceAttributes?: Readonly<Record<string, string>>;
}

export interface Reviewer {
  readonly user: User;
  readonly rbac: Rbac;
  readonly now: number;
}

const ACCESS = 'authorization.k8s.io/v1';

/** By plural, for the groups authorization.k8s.io and authentication.k8s.io. */
const reviews: Readonly<Record<string, (asked: AnyObject, by: Reviewer) => AnyObject>> = {
  selfsubjectaccessreviews: (asked, { user, rbac }) =>
    answered('SelfSubjectAccessReview', asked, {
      allowed: rbac.allows(user, attemptOf(specOf(asked))),
    }),
  subjectaccessreviews: subjectReview,
  localsubjectaccessreviews: subjectReview,
  selfsubjectrulesreviews: (asked, { user, rbac }) => {
    const rules = rbac.rules(user, specOf(asked).namespace ?? null);
    return answered('SelfSubjectRulesReview', asked, {
      resourceRules: rules.filter((rule) => rule.resources !== undefined),
      nonResourceRules: rules.filter((rule) => rule.nonResourceURLs !== undefined),
      incomplete: false,
    });
  },
  selfsubjectreviews: (_, { user, now }) => ({
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: timestamp(now) } as AnyObject['metadata'],
    status: { userInfo: { username: user.name, ...(user.uid && { uid: user.uid }), groups: user.groups } },
  }),
};

/** Null when this is no question. */
export function review(plural: string, asked: AnyObject, by: Reviewer): AnyObject | null {
  return reviews[plural]?.(asked, by) ?? null;
}

function subjectReview(asked: AnyObject, { rbac }: Reviewer): AnyObject {
  const spec = specOf(asked);
  const user = { name: spec.user ?? '', groups: spec.groups ?? [] };
  return answered(String(asked.kind), asked, { allowed: rbac.allows(user, attemptOf(spec)) });
}

function answered(kind: string, asked: AnyObject, status: object): AnyObject {
  const metadata = (asked.metadata ?? {}) as AnyObject['metadata'];
  return { kind, apiVersion: ACCESS, metadata, spec: asked.spec, status };
}

function specOf({ spec }: AnyObject): Review {
  return isRecord(spec) ? (spec as Review) : {};
}

function attemptOf({ resourceAttributes: of, nonResourceAttributes: other }: Review): Attempt {
  return {
    isResource: of !== undefined,
    verb: of?.verb ?? other?.verb ?? '',
    path: other?.path ?? '',
    group: of?.group ?? '',
    resource: of?.resource ?? '',
    subresource: of?.subresource || null,
    namespace: of?.namespace || null,
    name: of?.name || null,
  };
}

/** Tokens of service accounts, on request (`kubectl create token`). */
import { type AnyObject, isRecord, timestamp } from '../objects.ts';
import { parsed } from './body.ts';
import type { Answer, KindCall, KubeApi } from './kube-api.ts';
import { existing } from './reads.ts';

const HOUR_SECONDS = 3_600;

export function token(api: KubeApi, call: KindCall): Answer {
  const account = existing(api, call);
  const { name, namespace, uid } = account.metadata;
  const asked = parsed(call);
  const spec = isRecord(asked) && isRecord(asked.spec) ? (asked.spec as Record<string, unknown>) : {};
  const expirationSeconds = Number(spec.expirationSeconds ?? HOUR_SECONDS);
  const now = api.store.time.now();
  const body: AnyObject = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, ...(namespace && { namespace }), ...(uid && { uid }), creationTimestamp: timestamp(now) },
    spec: { audiences: ['https://kubernetes.default.svc'], ...spec, expirationSeconds, boundObjectRef: null },
    status: { token: api.users.issue(account), expirationTimestamp: timestamp(now + expirationSeconds * 1_000) },
  };
  return { status: 201, body };
}

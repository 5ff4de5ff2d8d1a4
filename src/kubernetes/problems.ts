/** Answers of an API server, as problems that a person can act on. */
import { clip } from '../model/clip.ts';
import { UserProblem } from '../model/problem.ts';
import { ApiError, isDenied, Unreachable } from './errors.ts';

/** `what` is the object that was meant, for example `Rollout shop/shop in cluster eu`. Unknown errors come back as they are. */
export function explained(error: unknown, what: string): unknown {
  if (error instanceof Unreachable) {
    return new UserProblem('cluster-unreachable', {
      happened: `The API server did not answer about ${what}.`,
      why: error.message,
      hint: 'Nothing is known to have changed. Try again; if it stays so, check the cluster and its network.',
    });
  }
  if (!(error instanceof ApiError)) return error;
  if (isDenied(error)) return denied(error, what);
  if (error.status === 403) return forbidden(error, what);
  if (error.status === 404) return missing(error, what);
  return error;
}

/** The API server's own words name verb and resource: `… cannot patch resource "rollouts/status" in API group …`. */
export function rightLacked({ message }: ApiError): { readonly verb: string; readonly resource: string } | null {
  const [, verb, resource] = /cannot (\w+) resource "([^"]+)"/.exec(message) ?? [];
  return verb === undefined || resource === undefined ? null : { verb, resource };
}

function forbidden(error: ApiError, what: string): UserProblem {
  const right = rightLacked(error);
  const inWords = right === null ? 'a right on it' : `the right to ${right.verb} ${right.resource}`;
  return new UserProblem('cluster-forbidden', {
    happened: `Kubernetes refused access to ${what}.`,
    why: `Rollbridge's service account lacks ${inWords}. ${error.message}`,
    hint: `Grant ${right === null ? 'it' : `"${right.verb}" on "${right.resource}"`} in a Role of that namespace.`,
  });
}

/** A webhook may say as much as it likes. */
const LONGEST_DENIAL = 600;

function denied({ message, causes }: ApiError, what: string): UserProblem {
  const said = causes.join(' ') || message;
  return new UserProblem('cluster-refused', {
    happened: `Kubernetes refused this change of ${what}.`,
    why: `It says: ${clip(said, LONGEST_DENIAL)}`,
    hint: 'Change what it objects to, or ask whoever owns that policy; Rollbridge cannot overrule it.',
  });
}

function missing(error: ApiError, what: string): UserProblem {
  // A missing object comes as a Status with a reason; a missing kind as the bare text "404 page not found".
  if (error.reason === '') {
    return new UserProblem('objects-missing', {
      happened: `The cluster does not know the kind of ${what}.`,
      why: 'Its CustomResourceDefinition is not installed.',
      hint: 'Install Argo Rollouts there; for Rollbridge’s own kinds run `npm run crds`.',
    });
  }
  return new UserProblem('target-missing', {
    happened: `There is no ${what}.`,
    why: error.message,
    hint: 'Check the name, the namespace and the cluster of this target in the catalog.',
  });
}

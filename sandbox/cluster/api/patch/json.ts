/** JSON patches (RFC 6902). Whatever of one does not hold or does not fit, the server says the same. Pure. */
import { applyPatch, type Operation } from 'rfc6902';
import { badRequest, StatusError } from '../../store/status-error.ts';

export function jsonPatched(object: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
  }
  const copy = structuredClone(object);
  const results = applyPatch(copy, patch as Operation[]);
  if (results.every((result) => result === null)) return copy;
  const message = 'the server rejected our request due to an error in our request';
  throw new StatusError(422, { message, reason: 'Invalid', details: {} });
}

/** Refusals in the words of the API server (`apimachinery/pkg/api/errors`): what is thrown is what is answered. */
import type { Resource } from './resource.ts';

export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, never>;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly (Omit<Cause, 'field'> & Partial<Cause>)[];
    readonly retryAfterSeconds?: number;
  };
  readonly code: number;
}

type Named = Pick<Resource, 'group' | 'kind' | 'plural'>;

export class StatusError extends Error {
  readonly status: Status;

  constructor(code: number, { message, ...rest }: Pick<Status, 'message' | 'reason' | 'details'>) {
    super(message);
    this.name = 'StatusError';
    this.status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, ...rest, code };
  }
}

/** `deployments.apps`, `pods`. */
export function qualified({ group, plural }: Pick<Resource, 'group' | 'plural'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function about({ group }: Named, kind: string, name: string) {
  return { ...(name && { name }), ...(group && { group }), kind };
}

export function notFound(of: Named, name: string): StatusError {
  const message = `${qualified(of)} "${name}" not found`;
  return new StatusError(404, { message, reason: 'NotFound', details: about(of, of.plural, name) });
}

export function alreadyExists(of: Named, name: string): StatusError {
  const message = `${qualified(of)} "${name}" already exists`;
  return new StatusError(409, { message, reason: 'AlreadyExists', details: about(of, of.plural, name) });
}

export function modified(of: Named, name: string): StatusError {
  const why = 'the object has been modified; please apply your changes to the latest version and try again';
  const message = `Operation cannot be fulfilled on ${qualified(of)} "${name}": ${why}`;
  return new StatusError(409, { message, reason: 'Conflict', details: about(of, of.plural, name) });
}

/** A precondition names the kind where other conflicts name the resource. */
export function preconditionFailed(of: Named, name: string, why: string): StatusError {
  const kind = of.group === '' ? of.kind : `${of.kind}.${of.group}`;
  const message = `Operation cannot be fulfilled on ${kind} "${name}": ${why}`;
  return new StatusError(409, { message, reason: 'Conflict', details: about(of, of.kind, name) });
}

export function invalid(of: Named, name: string, causes: readonly Cause[]): StatusError {
  const kind = of.group === '' ? of.kind : `${of.kind}.${of.group}`;
  const each = causes.map(({ field, message }) => `${field}: ${message}`);
  const why = each.length === 1 ? each[0] : `[${each.join(', ')}]`;
  const message = `${kind} "${name}" is invalid: ${why}`;
  return new StatusError(422, { message, reason: 'Invalid', details: { ...about(of, of.kind, name), causes } });
}

export function forbidden(of: Pick<Resource, 'group' | 'plural'>, name: string, why: string): StatusError {
  const which = name === '' ? qualified(of) : `${qualified(of)} "${name}"`;
  const details = { ...(name && { name }), ...(of.group && { group: of.group }), kind: of.plural };
  return new StatusError(403, { message: `${which} is forbidden: ${why}`, reason: 'Forbidden', details });
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, { message, reason: 'BadRequest' });
}

export function expired(message: string): StatusError {
  return new StatusError(410, { message, reason: 'Expired' });
}

// Causes

export function required(field: string, why = ''): Cause {
  return { reason: 'FieldValueRequired', message: why === '' ? 'Required value' : `Required value: ${why}`, field };
}

export function wrongValue(field: string, value: unknown, why: string): Cause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field };
}

/** What can go wrong between us and an API server, in types that callers can tell apart. */

export class ApiError extends Error {
  readonly status: number;
  /** The machine-readable reason of the Status object, for example `Conflict`; empty when there was none. */
  readonly reason: string;
  readonly method: string;
  readonly path: string;
  /** What the Status object lists as wrong; empty when it lists nothing. */
  readonly causes: readonly string[];

  constructor(
    status: number,
    reason: string,
    message: string,
    method: string,
    path: string,
    causes: readonly string[] = [],
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.reason = reason;
    this.method = method;
    this.path = path;
    this.causes = causes;
  }
}

/** No answer: refused, cut, or too late. Whether the request was carried out is unknown. */
export class Unreachable extends Error {
  constructor(method: string, path: string, cause: unknown) {
    super(`${method} ${path}: no answer (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
    this.name = 'Unreachable';
  }
}

interface StatusObject {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly message?: string }[] };
}

export function apiErrorOf(status: number, text: string, method: string, path: string): ApiError {
  try {
    const { reason = '', message = text, details } = JSON.parse(text) as StatusObject;
    const causes = (details?.causes ?? []).map((cause) => cause.message ?? '');
    return new ApiError(status, reason, message, method, path, causes);
  } catch {
    return new ApiError(status, '', text.slice(0, 300) || `HTTP ${status}`, method, path);
  }
}

/**
 * A lost race: the object changed since it was read, or a JSON-patch `test` did not hold. The latter is a 422 without
 * causes; one with causes is what validation or an admission policy has against the change itself.
 */
export function isLostRace(error: unknown): boolean {
  return isConflict(error) || (error instanceof ApiError && error.status === 422 && error.causes.length === 0);
}

/** Validation, an admission policy or a webhook said no to the change: nothing else would be said of the same again. */
export function isDenied(error: ApiError): boolean {
  if (error.status === 422) return error.causes.length > 0;
  // Words of the API server for every webhook and policy, whatever status they choose.
  return error.status < 500 && /denied (the )?request/.test(error.message);
}

/** Somebody else was faster: the version that a request is based on is not there any more, or the name is taken. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

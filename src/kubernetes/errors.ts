/** What can go wrong between us and an API server, in types that callers can tell apart. */

export class ApiError extends Error {
  readonly status: number;
  /** The machine-readable reason of the Status object, for example `Conflict`; empty when there was none. */
  readonly reason: string;
  readonly method: string;
  readonly path: string;

  constructor(status: number, reason: string, message: string, method: string, path: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.reason = reason;
    this.method = method;
    this.path = path;
  }
}

/** No answer: refused, cut, or too late. Whether the request was carried out is unknown. */
export class Unreachable extends Error {
  constructor(method: string, path: string, cause: unknown) {
    super(`${method} ${path}: no answer (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
    this.name = 'Unreachable';
  }
}

export function apiErrorOf(status: number, text: string, method: string, path: string): ApiError {
  try {
    const body = JSON.parse(text) as { reason?: string; message?: string };
    return new ApiError(status, body.reason ?? '', body.message ?? text, method, path);
  } catch {
    return new ApiError(status, '', text.slice(0, 300) || `HTTP ${status}`, method, path);
  }
}

/** A lost race: the object changed since it was read, or a JSON-patch `test` did not hold (422 without causes). */
export function isLostRace(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 409 || error.status === 422);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

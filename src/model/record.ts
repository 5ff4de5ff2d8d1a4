/** What is kept as an object of its own: asked for by the spec, and what became of it in the status. */
export interface Recorded<Spec, Status> {
  readonly name: string;
  readonly resourceVersion: string;
  /** RFC 3339 */
  readonly createdAt: string;
  readonly spec: Spec;
  /** Null until the engine has taken it up. */
  readonly status: Status | null;
}

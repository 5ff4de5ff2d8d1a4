/** Tickets to open a socket: what `apps.connections.open` hands out, each good for one connection. */
export class Tickets {
  readonly #unused = new Set<string>();
  #issued = 0;

  /** How many were handed out since the beginning. */
  get issued(): number {
    return this.#issued;
  }

  issue(): string {
    this.#issued += 1;
    const ticket = `ticket-${this.#issued}`;
    this.#unused.add(ticket);
    return ticket;
  }

  /** False if it was never handed out, or was used before. */
  redeem(ticket: string): boolean {
    return this.#unused.delete(ticket);
  }
}

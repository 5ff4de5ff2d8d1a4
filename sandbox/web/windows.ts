/**
 * Which windows are open. When somebody's app starts again, Slack shows neither private messages nor open forms of the
 * time before: the first window of a person, or a new one after all others were closed, starts like that.
 */
export class Windows {
  readonly #open = new Map<string, Set<string>>();
  readonly #known = new Set<string>();
  readonly #restarted: (person: string) => void;

  constructor(restarted: (person: string) => void) {
    this.#restarted = restarted;
  }

  /** `window` names one load of the page, which may connect more than once. Returns what closes it. */
  enter(person: string, window: string): () => void {
    const mine = this.#open.get(person) ?? new Set();
    this.#open.set(person, mine);
    const visit = `${person} ${window}`;
    if (mine.size === 0 && !this.#known.has(visit)) this.#restarted(person);
    this.#known.add(visit);
    mine.add(window);
    return () => mine.delete(window);
  }
}

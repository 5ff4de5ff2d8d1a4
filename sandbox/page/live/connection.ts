/** The line to the server: what changes for a person, and what they do. */
import type { Act, Changes, Outcome } from '../../web/shape.ts';
import { changed, type World } from './world.ts';

/** Names this load of the page: it may connect more than once, and as more than one person. */
const WINDOW = crypto.randomUUID();

export interface LiveState {
  readonly world: World | null;
  readonly isConnected: boolean;
}

export class Live {
  #state: LiveState = { world: null, isConnected: true };
  readonly #looks = new Set<() => void>();
  readonly #source: EventSource;

  constructor(person: string) {
    this.#source = new EventSource(`/api/people/${person}/live?window=${WINDOW}`);
    let isFresh = true;
    this.#source.addEventListener('open', () => {
      isFresh = true;
      this.#now({ ...this.#state, isConnected: true });
    });
    this.#source.addEventListener('error', () => this.#now({ ...this.#state, isConnected: false }));
    this.#source.addEventListener('changes', ({ data }: MessageEvent<string>) => {
      const world = changed(isFresh ? null : this.#state.world, JSON.parse(data) as Changes);
      isFresh = false;
      this.#now({ world, isConnected: true });
    });
  }

  readonly subscribe = (look: () => void): (() => void) => {
    this.#looks.add(look);
    return () => this.#looks.delete(look);
  };

  readonly current = (): LiveState => this.#state;

  close(): void {
    this.#source.close();
  }

  #now(state: LiveState): void {
    this.#state = state;
    for (const look of this.#looks) look();
  }
}

const UNREACHABLE = 'The sandbox does not answer. Is it still running?';

/** Never rejects. */
export async function act(person: string, deed: Act): Promise<Outcome> {
  return await post<Outcome>(`/api/people/${person}/acts`, deed);
}

export async function post<Answer extends { failure: string | null }>(path: string, body: unknown): Promise<Answer> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as Answer;
  } catch {
    return { failure: UNREACHABLE } as Answer;
  }
}

/** An API server whose logs and events go on as long as a test speaks for them. */
import type { Connection, TextReader, TextStream } from '../../../../src/kubernetes/connection.ts';
import { ApiError } from '../../../../src/kubernetes/errors.ts';

/** What comes is heard in order; it ends when it is told to, or by the signal. */
class Mouth<T> {
  readonly #waiting: T[] = [];
  #over = false;
  #wake: () => void = () => undefined;

  say(what: T): void {
    this.#waiting.push(what);
    this.#wake();
  }

  end(): void {
    this.#over = true;
    this.#wake();
  }

  async *words(signal: AbortSignal): AsyncIterable<T> {
    signal.addEventListener('abort', () => this.#wake());
    for (;;) {
      for (const word of this.#waiting.splice(0)) yield word;
      if (signal.aborted) throw new Error('aborted');
      if (this.#over) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

export class EndlessCluster implements Connection, TextReader, TextStream {
  readonly asked: string[] = [];
  readonly queries: Readonly<Record<string, string>>[] = [];
  /** By pod: what its run before said. */
  readonly previous = new Map<string, string>();
  /** By pod. */
  readonly open = new Map<string, Mouth<Buffer>>();
  opened = 0;
  most = 0;
  /** What every log is answered with, while it is set. */
  failing: Error | null = null;
  watchFailing: Error | null = null;
  watches = 0;
  watchQuery: Readonly<Record<string, string>> = {};
  #watch: Mouth<string> | null = null;

  get watching(): boolean {
    return this.#watch !== null;
  }

  say(pod: string, text: string): void {
    this.open.get(pod)?.say(Buffer.from(text));
  }

  end(pod: string): void {
    this.open.get(pod)?.end();
  }

  happens(event: object): void {
    this.#watch?.say(JSON.stringify(event));
  }

  endWatch(): void {
    this.#watch?.end();
  }

  request<T>(_method: string, path: string): Promise<T> {
    return Promise.reject(new Error(`nobody asks for ${path}`));
  }

  text(path: string): Promise<string> {
    const [, pod = ''] = /pods\/([^/]+)\/log/.exec(path) ?? [];
    const said = this.previous.get(pod);
    return said === undefined
      ? Promise.reject(new ApiError(400, 'BadRequest', 'previous terminated container not found', 'GET', path))
      : Promise.resolve(said);
  }

  async *lines(_path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): AsyncIterable<string> {
    if (this.watchFailing !== null) throw this.watchFailing;
    this.watches++;
    this.watchQuery = query;
    const watch = new Mouth<string>();
    this.#watch = watch;
    try {
      yield* watch.words(signal);
    } finally {
      if (this.#watch === watch) this.#watch = null;
    }
  }

  async *bytes(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): AsyncIterable<Buffer> {
    const [, pod = ''] = /pods\/([^/]+)\/log/.exec(path) ?? [];
    this.asked.push(path);
    this.queries.push(query);
    if (this.failing !== null) throw this.failing;
    const mouth = new Mouth<Buffer>();
    this.open.set(pod, mouth);
    this.opened++;
    this.most = Math.max(this.most, this.open.size);
    try {
      yield* mouth.words(signal);
    } finally {
      this.open.delete(pod);
    }
  }
}

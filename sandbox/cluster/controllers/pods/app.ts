/** What runs in one pod, from the moment a node has taken it until it is gone. */
import type { Pod } from '../kinds.ts';
import { type Behaviour, imageOf, podBehaviour } from './behaviour.ts';

export class App {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** That it was last told to run. */
  image: string;
  /** May change while it runs. */
  behaviour: Behaviour;
  /** It has been started; whether it still runs is another matter. */
  isStarted = false;
  readonly ip: string;
  /** Its present run. Milliseconds since 1970, as all times here. */
  began: number;
  restarts = 0;
  /** Null while it is not ready. */
  readySince: number | null = null;
  /** Null while it is there. */
  endedAt: number | null = null;
  readonly #whenEnded = new Set<() => void>();

  constructor(pod: Pod, { ip, now }: { ip: string; now: number }) {
    const { metadata } = pod;
    this.uid = metadata.uid ?? '';
    this.namespace = metadata.namespace ?? 'default';
    this.name = metadata.name;
    this.image = imageOf(pod);
    this.behaviour = podBehaviour(pod);
    this.ip = ip;
    this.began = now;
  }

  /** It answers nobody: it never runs, or not for long. */
  get isDeaf(): boolean {
    return this.behaviour.crashes || this.behaviour.pullFails;
  }

  onEnd(ended: () => void): () => void {
    this.#whenEnded.add(ended);
    return () => this.#whenEnded.delete(ended);
  }

  end(now: number): void {
    if (this.endedAt !== null) return;
    this.endedAt = now;
    for (const ended of this.#whenEnded) ended();
  }
}

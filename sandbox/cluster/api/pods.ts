/** What the API server does not know itself and asks the nodes for: logs, and answers of what runs in pods. */

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

export interface WantedLog {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Of the run before the last restart. */
  readonly previous: boolean;
}

export interface Following {
  line(line: LogLine): void;
  end(): void;
}

/** A Service, or a single pod. */
export interface Addressee {
  readonly namespace: string;
  readonly service?: string;
  readonly pod?: string;
  /** Number or name as the path had it; '' when it had none. */
  readonly port: string;
}

export interface PodRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface PodAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Pods {
  /** All lines so far, oldest first; null when there is no such run of the container. */
  log(wanted: WantedLog): readonly LogLine[] | null;
  /** Tells of every line from now on, and of the end. Returns how to stop. */
  follow(wanted: WantedLog, following: Following): () => void;
  /** Null when nobody is there to answer. */
  respond(to: Addressee, request: PodRequest): Promise<PodAnswer | null>;
}

/** Nothing runs anywhere. */
export const noPods: Pods = {
  log: () => [],
  follow: (_, { end }) => {
    end();
    return () => undefined;
  },
  respond: () => Promise.resolve(null),
};

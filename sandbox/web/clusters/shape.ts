/** What the page is told of clusters and what it may do to them: types alone, shared by the server and the browser. */

/** `home/shops/checkout`: cluster, namespace, name. */
export type ServiceKey = string;

export interface ClusterSummary {
  readonly name: string;
  readonly services: readonly ServiceSummary[];
  readonly faults: FaultsInForce;
}

export interface ServiceSummary {
  readonly key: ServiceKey;
  readonly namespace: string;
  readonly name: string;
  readonly phase: Phase;
}

/** As Argo names it; empty before its controller has looked. */
export type Phase = 'Healthy' | 'Progressing' | 'Paused' | 'Degraded' | '';

export interface ServiceOutlook extends ServiceSummary {
  readonly style: 'canary' | 'blue-green';
  /** Why it is in this phase; may be empty. */
  readonly message: string;
  /** Of a canary, in their order. */
  readonly steps: readonly StepOutlook[];
  /** Newest first. */
  readonly revisions: readonly RevisionOutlook[];
  readonly traffic: readonly HostTraffic[];
  readonly thresholds: readonly Threshold[];
  /** Newest first. */
  readonly analyses: readonly AnalysisOutlook[];
  /** Newest first. */
  readonly events: readonly EventOutlook[];
}

export interface StepOutlook {
  readonly words: string;
  readonly state: 'done' | 'now' | 'ahead';
}

export type Role = 'stable' | 'canary' | 'active' | 'preview' | 'old';

export interface RevisionOutlook {
  /** The pod-template-hash. */
  readonly hash: string;
  readonly number: number;
  readonly image: string;
  readonly tag: string;
  readonly role: Role;
  readonly wanted: number;
  readonly pods: readonly PodOutlook[];
  /** What was done to it while it ran. */
  readonly breaks: readonly Break[];
}

export type PodState = 'ready' | 'starting' | 'unready' | 'crashing' | 'going';

export interface PodOutlook {
  readonly name: string;
  readonly state: PodState;
  /** `CrashLoopBackOff`, or what else its node says; may be empty. */
  readonly reason: string;
  readonly restarts: number;
}

export interface HostTraffic {
  readonly host: string;
  /** Requests per second, as all rates here. */
  readonly rate: number;
  readonly ways: readonly Way[];
}

/** What goes to the pods of one revision behind one Service. */
export interface Way {
  readonly service: string;
  /** Null when no pod takes it. */
  readonly hash: string | null;
  readonly rate: number;
  /** Of these, those that fail: answered with an error, or by nobody. */
  readonly failing: number;
}

export type Figure = 'requests' | 'errors' | 'latency' | 'memory';

/** A bound of an AnalysisTemplate. */
export interface Threshold {
  readonly figure: Figure;
  readonly bound: 'most' | 'least';
  /** In the unit of the figure: requests per second, a share from 0 to 1, milliseconds, a share of the memory. */
  readonly value: number;
  readonly template: string;
}

export interface AnalysisOutlook {
  readonly name: string;
  readonly phase: string;
  readonly metrics: readonly {
    readonly name: string;
    readonly phase: string;
    /** The condition for success or failure as it is written. */
    readonly condition: string;
    /** As measured last; null before. */
    readonly value: string | null;
  }[];
}

export interface EventOutlook {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly isWarning: boolean;
  readonly reason: string;
  readonly message: string;
  readonly about: string;
  readonly count: number;
}

/** The figures of one service over the last minutes. */
export interface Figures {
  readonly service: ServiceKey;
  /** Milliseconds since 1970, of the last value of each line. */
  readonly until: number;
  readonly everyMs: number;
  /** Of those that are always looked at, and of those that have a threshold. */
  readonly charts: Readonly<Partial<Record<Figure, readonly FigureLine[]>>>;
}

export interface FigureLine {
  readonly hash: string;
  /** Oldest first; null where there was nothing to measure. */
  readonly values: readonly (number | null)[];
}

export type Break = 'errors' | 'slow' | 'crash';
export type ApiFault = 'refuse' | 'slow' | 'errors' | 'throttle';
export type ControllerFault = 'stopped' | 'lostWakeUps' | 'flapping';

export interface FaultsInForce {
  readonly api: readonly ApiFault[];
  readonly controller: readonly ControllerFault[];
}

export type ClusterAct =
  | { readonly do: 'api'; readonly cluster: string; readonly fault: ApiFault; readonly on: boolean }
  | { readonly do: 'cutWatches'; readonly cluster: string }
  | { readonly do: 'controller'; readonly cluster: string; readonly fault: ControllerFault; readonly on: boolean }
  | {
      readonly do: 'break';
      readonly service: ServiceKey;
      readonly hash: string;
      readonly how: Break;
      readonly on: boolean;
    }
  | { readonly do: 'kill'; readonly service: ServiceKey; readonly pod: string }
  /** Everything that was broken by hand works again, but for what a version brings with it. */
  | { readonly do: 'heal'; readonly cluster: string };

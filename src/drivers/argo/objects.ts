/** Argo Rollouts objects, and the Kubernetes objects around them: only the fields that are read. */
import type { K8sObject } from '../../kubernetes/objects.ts';

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly containers?: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
}

export interface CanaryStep {
  readonly setWeight?: number;
  readonly pause?: { readonly duration?: number | string };
  readonly analysis?: object;
}

/** `name` may be `name.namespace`. Without `routes`, the only one, or the first without a name, is meant. */
interface IstioRoutes {
  readonly name?: string;
  readonly routes?: readonly string[];
}

export interface Rollout extends K8sObject {
  readonly spec: {
    readonly replicas?: number;
    readonly paused?: boolean;
    /** RFC 3339: pods older than this are to be replaced. */
    readonly restartAt?: string;
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly template?: PodTemplate;
    readonly workloadRef?: { readonly kind?: string; readonly name?: string };
    readonly rollbackWindow?: { readonly revisions?: number };
    readonly strategy?: {
      readonly canary?: {
        readonly stableService?: string;
        readonly canaryService?: string;
        readonly steps?: readonly CanaryStep[];
        readonly dynamicStableScale?: boolean;
        readonly trafficRouting?: {
          readonly nginx?: {
            readonly stableIngress?: string;
            readonly stableIngresses?: readonly string[];
            readonly annotationPrefix?: string;
          };
          readonly istio?: {
            readonly virtualService?: IstioRoutes;
            readonly virtualServices?: readonly IstioRoutes[];
            readonly destinationRule?: {
              readonly name?: string;
              readonly canarySubsetName?: string;
              readonly stableSubsetName?: string;
            };
          };
        };
      };
      readonly blueGreen?: {
        readonly activeService?: string;
        readonly previewService?: string;
        readonly autoPromotionEnabled?: boolean;
        readonly autoPromotionSeconds?: number;
      };
    };
  };
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    /** A number in a string. */
    readonly observedGeneration?: string;
    /** Generation, as text, of the object that `workloadRef` names, last acted on. */
    readonly workloadObservedGeneration?: string;
    readonly currentPodHash?: string;
    readonly stableRS?: string;
    readonly currentStepIndex?: number;
    readonly pauseConditions?: readonly { readonly reason: string; readonly startTime: string }[];
    readonly controllerPause?: boolean;
    readonly abort?: boolean;
    readonly abortedAt?: string;
    readonly promoteFull?: boolean;
    readonly restartedAt?: string;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly canary?: {
      readonly weights?: {
        readonly canary?: { readonly weight?: number; readonly podTemplateHash?: string };
        readonly stable?: { readonly weight?: number; readonly podTemplateHash?: string };
      };
    };
    readonly blueGreen?: { readonly activeSelector?: string; readonly previewSelector?: string };
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

export interface ReplicaSet extends K8sObject {
  readonly spec?: { readonly replicas?: number; readonly template?: PodTemplate };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
  };
}

export interface Pod extends K8sObject {
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: object;
  };
  readonly lastState?: { readonly terminated?: object };
}

export interface Service extends K8sObject {
  readonly spec?: { readonly selector?: Readonly<Record<string, string>> };
}

export interface EndpointSlice extends K8sObject {
  readonly endpoints?:
    | readonly {
        /** Left out is taken for true, as the API says. */
        readonly conditions?: { readonly ready?: boolean };
        readonly targetRef?: { readonly kind?: string; readonly name?: string };
      }[]
    | null;
}

export type Ingress = K8sObject;

export interface Deployment extends K8sObject {
  readonly spec?: { readonly replicas?: number; readonly template?: PodTemplate };
}

export interface RouteDestination {
  readonly destination?: { readonly host?: string; readonly subset?: string };
  readonly weight?: number;
}

interface Route {
  readonly name?: string;
  readonly route?: readonly RouteDestination[];
}

export interface VirtualService extends K8sObject {
  readonly spec?: {
    readonly http?: readonly Route[];
    readonly tls?: readonly Route[];
    readonly tcp?: readonly Route[];
  };
}

export interface DestinationRule extends K8sObject {
  readonly spec?: {
    readonly subsets?: readonly { readonly name: string; readonly labels?: Readonly<Record<string, string>> }[];
  };
}

interface Metric {
  readonly name: string;
  readonly count?: number | string;
  readonly interval?: string;
  readonly failureLimit?: number | string;
  readonly successCondition?: string;
  readonly failureCondition?: string;
}

export interface AnalysisRun extends K8sObject {
  readonly spec?: {
    readonly metrics?: readonly Metric[];
    readonly dryRun?: readonly { readonly metricName: string }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly metricResults?: readonly {
      readonly name: string;
      readonly phase?: string;
      readonly message?: string;
      readonly count?: number;
      readonly failed?: number;
      readonly error?: number;
      readonly dryRun?: boolean;
      readonly measurements?: readonly { readonly value?: string }[];
    }[];
  };
}

/** On an EndpointSlice: the Service that it is of. */
export const SERVICE_LABEL = 'kubernetes.io/service-name';
export const HASH_LABEL = 'rollouts-pod-template-hash';
export const REVISION = 'rollout.argoproj.io/revision';
/** Without a prefix in Argo's code, whatever its FAQ says. */
export const SCALE_DOWN_DEADLINE = 'scale-down-deadline';
/** Ours: the name under which Kubernetes records what this program wrote. */
export const FIELD_MANAGER = 'rollbridge';
/** Ours: changed to wake a controller that lost a wake-up. */
export const NUDGE = 'rollbridge.dev/nudge';
/** Ours, the only label of a pod for debugging: its record. */
export const DEBUG_LABEL = 'rollbridge.dev/debug';
/** Ours, on pods: the drill that brought them. */
export const DRILL_LABEL = 'rollbridge.dev/drill';
/** Ours: the `rollbackWindow` that stood in the spec before a rollback changed it; JSON, `null` for none. */
export const FORMER_WINDOW = 'rollbridge.dev/former-rollback-window';

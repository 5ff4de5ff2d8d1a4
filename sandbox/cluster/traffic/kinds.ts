/** The kinds that send requests on, as far as that is read here. */
import type { KubeObject, Strings } from '../objects.ts';

export interface Destination {
  readonly destination: { readonly host?: string; readonly subset?: string };
  readonly weight?: number;
}

export interface HttpRoute {
  readonly match?: readonly object[];
  readonly route?: readonly Destination[];
}

export interface VirtualService extends KubeObject {
  readonly spec: { readonly hosts?: readonly string[]; readonly http?: readonly HttpRoute[] };
}

export interface DestinationRule extends KubeObject {
  readonly spec: {
    readonly host?: string;
    readonly subsets?: readonly { readonly name: string; readonly labels?: Strings }[];
  };
}

/** The Services of a Rollout that are for its new version alone. */
export interface RolloutServices extends KubeObject {
  readonly spec: {
    readonly strategy?: {
      readonly canary?: { readonly canaryService?: string };
      readonly blueGreen?: { readonly previewService?: string };
    };
  };
}

/**
 * How many requests there are. On a real cluster they come to hosts, and routers share them out by their weights; so it is
 * here unless something else is asked for. The test control planes have no routers: every ready pod gets the same there,
 * whatever the weights. What runs on both and looks at figures asks for that here as well.
 */

export interface ByWeights {
  readonly by: 'weights';
  /** Requests per second to each host. */
  readonly perHost: number;
}

export interface EveryReadyPod {
  readonly by: 'ready-pods';
  /** Requests per second to each ready pod. */
  readonly perPod: number;
}

export type Demand = ByWeights | EveryReadyPod;

export const BY_WEIGHTS: ByWeights = { by: 'weights', perHost: 200 };

export const AS_ON_TEST_CONTROL_PLANES: EveryReadyPod = { by: 'ready-pods', perPod: 20 };

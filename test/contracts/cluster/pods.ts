/** Pods as the API server alone treats them: what stands behind a gate has no place yet. */
import { type Case, failure, made, path, refusal, type Tree } from './met.ts';

const GATE = { name: 'story.test/choose' };
const ONE_MORE = { op: 'add', path: '/spec/schedulingGates/-', value: { name: 'story.test/another' } };
const OTHER_IMAGE = { op: 'replace', path: '/spec/containers/0/image', value: 'ghcr.io/acme/shop:2.0.0' };
const OPEN = { op: 'remove', path: '/spec/schedulingGates/0' };

const GATES = 'spec.schedulingGates[1].name';
const WHY = "Forbidden: only deletion is allowed, but found new scheduling gate 'story.test/another'";

const gated = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'gated' },
  spec: { schedulingGates: [GATE], containers: [{ name: 'app', image: 'ghcr.io/acme/shop:1.0.0' }] },
};

export const pods: readonly Case[] = [
  {
    name: 'a pod behind a gate is not scheduled, and says why',
    act: async (cluster) => {
      const { spec, status } = await made(cluster, 'pods', gated);
      return { gates: (spec as Tree).schedulingGates, node: (spec as Tree).nodeName ?? null, status };
    },
    expected: {
      gates: [GATE],
      node: null,
      status: {
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            lastProbeTime: null,
            lastTransitionTime: '<time>',
            reason: 'SchedulingGated',
            message: 'Scheduling is blocked due to non-empty scheduling gates',
          },
        ],
        qosClass: 'BestEffort',
      },
    },
  },
  {
    name: 'a gate may be opened, with another image in the same write, and none may be added',
    act: async (cluster) => {
      await made(cluster, 'pods', gated);
      const patch = (...body: readonly object[]) =>
        cluster.ask('PATCH', path(cluster, 'pods/gated'), { body, type: 'json-patch' });
      const added = await refusal(patch(ONE_MORE));
      const { status, body } = await patch(OTHER_IMAGE, OPEN);
      const { containers, schedulingGates = null } = (body as Tree).spec as Tree;
      return [added, status, (containers as readonly Tree[])[0]?.image, schedulingGates];
    },
    expected: [
      failure(422, 'Invalid', `Pod "gated" is invalid: ${GATES}: ${WHY}`, {
        name: 'gated',
        kind: 'Pod',
        causes: [{ reason: 'FieldValueForbidden', message: WHY, field: GATES }],
      }),
      200,
      'ghcr.io/acme/shop:2.0.0',
      null,
    ],
  },
];

/** Clusters and what may be broken in them, by HTTP. */
import type { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { whileOpen } from '../live.ts';
import { actSchema } from './acts.ts';
import { ClusterFaults } from './faults.ts';
import { EVERY_MS, FigureBook } from './figures.ts';
import { serviceOutlook, servicesOf } from './outlook.ts';
import { paced } from './pace.ts';
import type { ClusterSummary } from './shape.ts';
import { serviceAt, type WatchedCluster } from './watched.ts';

/** Milliseconds between two looks at the least, however much happens. */
const LOOK_MS = 250;
/** What the picture depends on. */
const KINDS = [
  'Rollout',
  'ReplicaSet',
  'Pod',
  'Service',
  'Ingress',
  'VirtualService',
  'DestinationRule',
  'AnalysisTemplate',
  'AnalysisRun',
  'Event',
];

export function clusterRoutes(app: Hono, clusters: readonly WatchedCluster[], tooOld: string): void {
  const faults = new ClusterFaults(clusters);
  const figures = new FigureBook();
  const summaries = () =>
    clusters.map((each): ClusterSummary => {
      return { name: each.name, services: servicesOf(each), faults: faults.inForce(each) };
    });
  const onChange = (look: () => void) => {
    const pace = paced(look, LOOK_MS);
    const stops = clusters.flatMap(({ store }) => KINDS.map((kind) => store.watch(kind, pace.look)));
    stops.push(faults.onChange(pace.look));
    const ticking = setInterval(pace.look, EVERY_MS);
    return () => {
      clearInterval(ticking);
      pace.stop();
      for (const stop of stops) stop();
    };
  };
  app.get('/api/clusters', ({ json }) => json(clusters.map(({ name }) => name)));
  app.get('/api/clusters/live', (context) =>
    streamSSE(context, (stream) => {
      const tell = teller(stream);
      const key = context.req.query('service') ?? '';
      let measured = 0;
      return whileOpen({ stream, onChange }, async () => {
        const service = serviceAt(clusters, key);
        await tell('clusters', summaries());
        await tell('service', service && serviceOutlook(service));
        const moment = Math.floor(Date.now() / EVERY_MS);
        if (service !== null && moment !== measured) await tell('figures', figures.of(service));
        measured = moment;
      });
    }),
  );
  app.post('/api/clusters', async ({ req, json }) => {
    const act = actSchema.safeParse(await req.json());
    if (!act.success) return json({ failure: tooOld }, 400);
    try {
      faults.cause(act.data);
      return json({ failure: null });
    } catch (error) {
      return json({ failure: error instanceof Error ? error.message : String(error) });
    }
  });
}

type Tell = (event: string, what: object | null) => Promise<void>;

/** Says nothing twice. */
function teller(stream: SSEStreamingApi): Tell {
  const told = new Map<string, string>();
  return async (event, what) => {
    const data = JSON.stringify(what);
    if (told.get(event) === data) return;
    told.set(event, data);
    await stream.writeSSE({ event, data });
  };
}

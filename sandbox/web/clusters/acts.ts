/** What the page may ask for, checked. */
import { z } from 'zod';
import type { ClusterAct } from './shape.ts';

const cluster = z.string();
const on = z.boolean();
const service = z.string();

export const actSchema: z.ZodType<ClusterAct> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('api'), cluster, fault: z.enum(['refuse', 'slow', 'errors', 'throttle']), on }),
  z.strictObject({ do: z.literal('cutWatches'), cluster }),
  z.strictObject({
    do: z.literal('controller'),
    cluster,
    fault: z.enum(['stopped', 'lostWakeUps', 'flapping']),
    on,
  }),
  z.strictObject({
    do: z.literal('break'),
    service,
    hash: z.string(),
    how: z.enum(['errors', 'slow', 'crash']),
    on,
  }),
  z.strictObject({ do: z.literal('kill'), service, pod: z.string() }),
  z.strictObject({ do: z.literal('heal'), cluster }),
]);

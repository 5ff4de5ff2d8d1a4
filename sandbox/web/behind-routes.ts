/** What goes on behind the scenes, by HTTP, and what may go wrong there on demand. */
import type { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SlackWorkspace } from '../slack/index.ts';
import { exchangesOf, partsOf } from './behind.ts';
import { whileOpen } from './live.ts';
import type { Behind } from './shape.ts';
import { type ProgramControls, Troubles, troubleSchema } from './troubles.ts';
import { TOO_OLD } from './workspace-routes.ts';

export interface BehindParts {
  readonly slack: SlackWorkspace;
  readonly program: ProgramControls | null;
}

/** Rate limits recover while nothing else happens. */
const BEHIND_MS = 1000;

export function behindRoutes(app: Hono, { slack, program }: BehindParts): void {
  const troubles = new Troubles(slack, program);
  const now = (): Behind => ({
    exchanges: exchangesOf(slack),
    buckets: slack.record.limits?.levels() ?? [],
    sockets: slack.driver.sockets().filter(({ state }) => state === 'open').length,
    isDown: troubles.isDown,
    faults: troubles.faults,
    program: program?.state ?? null,
    log: program?.log.slice(-300) ?? [],
  });
  const onChange = (look: () => void) => {
    const stops = [slack.workspace.onChange(look), program?.onChange(look)];
    const ticking = setInterval(look, BEHIND_MS);
    return () => {
      clearInterval(ticking);
      for (const stop of stops) stop?.();
    };
  };
  app.get('/api/behind', (context) =>
    streamSSE(context, (stream) =>
      whileOpen({ stream, onChange }, () => stream.writeSSE({ event: 'behind', data: JSON.stringify(now()) })),
    ),
  );
  app.get('/api/behind/:id', ({ req, json, notFound }) => {
    const parts = partsOf(slack, req.param('id'));
    return parts ? json(parts) : notFound();
  });
  app.post('/api/behind', async ({ req, json }) => {
    const trouble = troubleSchema.safeParse(await req.json());
    if (!trouble.success) return json({ failure: TOO_OLD }, 400);
    try {
      await troubles.cause(trouble.data);
      return json({ failure: null });
    } catch (error) {
      return json({ failure: error instanceof Error ? error.message : String(error) });
    }
  });
}

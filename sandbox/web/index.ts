/** The page's server: files for the browser, what somebody sees, what they do. For this machine alone. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { SlackWorkspace } from '../slack/index.ts';
import { behindRoutes } from './behind-routes.ts';
import { clusterRoutes } from './clusters/routes.ts';
import type { WatchedCluster } from './clusters/watched.ts';
import { ReadMarks } from './read-marks.ts';
import type { ProgramControls } from './troubles.ts';
import { TOO_OLD, workspaceRoutes } from './workspace-routes.ts';

export interface PageOptions {
  readonly slack: SlackWorkspace;
  /** The folder with the built page. */
  readonly folder: string;
  /** 0 lets the system choose a free one. */
  readonly port: number;
  /** Null where nobody started the program. */
  readonly program: ProgramControls | null;
  /** None where the program uses a cluster of somebody's own. */
  readonly clusters: readonly WatchedCluster[];
  /** Nobody has read anything unless given. */
  readonly marks?: ReadMarks;
}

export interface Page {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. Rejects if the port is taken. */
export async function startPage(options: PageOptions): Promise<Page> {
  const server = createServer(getRequestListener(pageApp(options).fetch));
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function pageApp(options: PageOptions): Hono {
  const app = new Hono();
  app.use(async ({ req, text }, next) => {
    // A stranger's page in the same browser must not act here by way of a name that points to this machine.
    const isHere = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(req.header('host') ?? '');
    return isHere ? await next() : text('This is for this machine alone.', 403);
  });
  workspaceRoutes(app, options.slack, options.marks ?? new ReadMarks());
  behindRoutes(app, options);
  clusterRoutes(app, options.clusters, TOO_OLD);
  app.use(
    '/assets/*',
    serveStatic({ root: options.folder, onFound: (_, { header }) => header('cache-control', 'max-age=31536000') }),
  );
  app.get('*', serveStatic({ root: options.folder, rewriteRequestPath: () => '/index.html' }));
  return app;
}

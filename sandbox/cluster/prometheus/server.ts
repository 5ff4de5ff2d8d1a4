/** One Prometheus that watches several clusters, over HTTP. */
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { prometheusApi } from './api.ts';
import { metricsOf, type Watched } from './metrics.ts';

export interface PrometheusServer {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

export interface PrometheusServerOptions {
  readonly clusters: readonly Watched[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Any that is free unless given. */
  readonly port?: number;
}

/** Listens on 127.0.0.1. Rejects when the port is taken. */
export function startPrometheus({ clusters, now, port = 0 }: PrometheusServerOptions): Promise<PrometheusServer> {
  const { fetch } = prometheusApi({ source: metricsOf(clusters), now });
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1' }, (address: AddressInfo) => {
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ url: `http://127.0.0.1:${address.port}`, close });
    });
    server.once('error', reject);
  });
}

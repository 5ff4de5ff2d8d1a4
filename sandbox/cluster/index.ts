/** Kubernetes clusters on this machine: an API server each, one kubeconfig for all of them, and what they hold. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { generate } from 'selfsigned';
import { parse, stringify } from 'yaml';
import type { Faults } from './api/faults.ts';
import type { Pods } from './api/pods.ts';
import { ApiServer } from './api/server.ts';
import type { AnyObject } from './objects.ts';
import { type Clock, ObjectStore } from './store/object-store.ts';
import { Time } from './time.ts';

export interface ClustersOptions {
  /** A context of the kubeconfig each; the first is the current one. */
  readonly names: readonly string[];
  /** Of all of them; runs as the real one unless given. */
  readonly time?: Clock;
  /** Of the first, the others have the next ones; random unless given. */
  readonly port?: number;
  /** Files of CustomResourceDefinitions; that of Releases unless given. */
  readonly definitions?: readonly (string | URL)[];
}

export interface Cluster {
  readonly name: string;
  readonly url: string;
  readonly store: ObjectStore;
  readonly faults: Faults;
  /** Who has it may do everything. */
  readonly token: string;
  /** Takes back what was remembered of the past: watches and lists that go on from there are told that it is too late. */
  compact(): void;
  /** Tells the API server who answers for what runs in pods. */
  connect(pods: Pods): void;
}

export interface Clusters {
  /** In the order of the names. */
  readonly clusters: readonly Cluster[];
  /** As text. */
  readonly kubeconfig: string;
  /** Throws when there is no cluster of this name. */
  cluster(name: string): Cluster;
  writeKubeconfig(path: string): Promise<void>;
  close(): Promise<void>;
}

const OURS = ['releases', 'incidents', 'notices'].map(
  (kind) => new URL(`../../deploy/crds/${kind}.yaml`, import.meta.url),
);

/** Listens on 127.0.0.1. Rejects when a port is taken. */
export async function startClusters(options: ClustersOptions): Promise<Clusters> {
  const own = options.time === undefined ? new Time() : null;
  const time = options.time ?? (own as Time);
  const tls = await certificate();
  const servers: { name: string; server: ApiServer; token: string }[] = [];
  for (const [index, name] of options.names.entries()) {
    const store = storeWith(time, options.definitions ?? OURS);
    const token = randomBytes(18).toString('base64url');
    const port = options.port === undefined ? 0 : options.port + index;
    const server = new ApiServer({ store, adminToken: token, tls, port });
    await server.listen();
    servers.push({ name, server, token });
  }
  const clusters = servers.map(({ name, server, token }) => clusterOf(name, server, token));
  const kubeconfig = kubeconfigOf(clusters, tls.cert);
  return {
    clusters,
    kubeconfig,
    cluster: (name) => {
      const found = clusters.find((each) => each.name === name);
      if (found === undefined) throw new Error(`there is no cluster ${name}`);
      return found;
    },
    writeKubeconfig: (path) => writeFile(path, kubeconfig, { mode: 0o600 }),
    close: async () => {
      own?.stop();
      await Promise.all(servers.map(({ server }) => server.close()));
    },
  };
}

function storeWith(time: Clock, definitions: readonly (string | URL)[]): ObjectStore {
  const store = new ObjectStore({ time });
  for (const file of definitions) {
    store.create(parse(readFileSync(file, 'utf8')) as AnyObject, { manager: 'kubectl-create' });
  }
  return store;
}

function clusterOf(name: string, server: ApiServer, token: string): Cluster {
  const { api } = server;
  const { store, faults } = api;
  return {
    name,
    url: server.url,
    store,
    faults,
    token,
    compact: () => {
      store.journal.compact();
      api.pages.forget();
    },
    connect: (pods) => {
      api.pods = pods;
    },
  };
}

async function certificate(): Promise<{ key: string; cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'sandbox' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  return { key, cert };
}

function kubeconfigOf(clusters: readonly Cluster[], cert: string): string {
  const authority = Buffer.from(cert).toString('base64');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusters[0]?.name,
    clusters: clusters.map(({ name, url }) => ({
      name,
      cluster: { server: url, 'certificate-authority-data': authority },
    })),
    users: clusters.map(({ name, token }) => ({ name, user: { token } })),
    contexts: clusters.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  });
}

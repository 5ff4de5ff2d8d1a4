/** The clusters of the catalog as connections, and our own CustomResourceDefinition in the home cluster. */
import { KubeConfig } from '@kubernetes/client-node';
import type { Logger } from 'pino';
import incidentCrd from '../../deploy/crds/incidents.yaml';
import noticeCrd from '../../deploy/crds/notices.yaml';
import releaseCrd from '../../deploy/crds/releases.yaml';
import { ConfigProblem } from '../config/problem.ts';
import { applyCrds } from '../drivers/store/crds.ts';
import { ClusterConnection } from '../kubernetes/connection.ts';
import type { Catalog } from '../model/catalog.ts';

export interface Clusters {
  readonly connections: Readonly<Record<string, ClusterConnection>>;
  /** The one that holds the releases; among the others. */
  readonly home: ClusterConnection;
}

/** Nothing is asked of any cluster yet. Throws ConfigProblem for a context that the kubeconfig does not have. */
export function connect({ clusters, home }: Catalog): Clusters {
  const connections = Object.fromEntries(
    Object.entries(clusters).map(([name, { context }]) => [name, new ClusterConnection(configOf(name, context))]),
  );
  const homeConnection = connections[home.cluster];
  if (homeConnection === undefined) throw new ConfigProblem([`home.cluster: there is no cluster "${home.cluster}"`]);
  return { connections, home: homeConnection };
}

function configOf(name: string, context: string | null): KubeConfig {
  const config = new KubeConfig();
  if (context === null) {
    config.loadFromCluster();
    return config;
  }
  config.loadFromDefault();
  if (!config.getContexts().some((known) => known.name === context)) {
    throw new ConfigProblem([`cluster ${name}: the kubeconfig has no context "${context}"`]);
  }
  config.setCurrentContext(context);
  return config;
}

const CRDS = [releaseCrd, incidentCrd, noticeCrd];

/** Never rejects: where definitions may not be written they are expected to be there. */
export async function installCrds(home: ClusterConnection, log: Logger): Promise<void> {
  try {
    const came = await applyCrds(home, CRDS);
    log.info(
      { came },
      came === 'applied' ? 'CRDs are up to date' : 'CRDs may not be written: expecting them to be there',
    );
  } catch (error) {
    log.error({ err: error }, 'CRDs could not be checked');
  }
}

/** In the cluster of the current context; tells what came of it. */
export async function installCrdsOnly(): Promise<string> {
  const config = new KubeConfig();
  config.loadFromDefault();
  const connection = new ClusterConnection(config);
  try {
    return await applyCrds(connection, CRDS);
  } finally {
    await connection.close();
  }
}

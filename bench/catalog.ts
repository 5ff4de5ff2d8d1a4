/** The catalog that the measured program goes by. */
import { join } from 'node:path';
import { IMAGE } from '../test/cluster/support/workloads.ts';

export const ENVIRONMENT = 'production';

export interface Written {
  readonly context: string;
  readonly namespace: string;
  readonly names: readonly string[];
  /** Whether evidence is captured, and below which folder. */
  readonly capture: boolean;
  readonly folder: string;
}

export function channelOf(service: string): string {
  return `C0${service.replace(/\W/g, '').toUpperCase()}`;
}

export function evidenceFolder(folder: string): string {
  return join(folder, 'evidence');
}

/** JSON is YAML. */
export function catalogText({ context, namespace, names, capture, folder }: Written): string {
  const access = { deploy: ['@devs'], approve: ['@sre'], approvals: 1 };
  const service = (name: string) => {
    const target = { region: 'eu', cluster: 'home', namespace, kind: 'Rollout', name, container: 'app' };
    return {
      image: IMAGE,
      environments: { [ENVIRONMENT]: { channel: channelOf(name), access, targets: [target] } },
    };
  };
  return JSON.stringify({
    home: { cluster: 'home', namespace },
    clusters: { home: { context } },
    evidence: { capture, directory: evidenceFolder(folder) },
    services: Object.fromEntries(names.map((name) => [name, service(name)])),
  });
}

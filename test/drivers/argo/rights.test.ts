/** The roles that are shipped grant what a dry run asks for, and no more. */
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { TargetFacts } from '../../../src/drivers/argo/facts.ts';
import { rehearsed } from '../../../src/drivers/argo/rehearsal.ts';
import { KubernetesRecordRehearsal } from '../../../src/drivers/store/rehearsal.ts';
import { AskedConnection, permitting } from '../../kubernetes/asked-connection.ts';
import { canaryFacts, KEPT, NEW, NEW_IMAGE, NOW } from './builders.ts';

interface Role {
  readonly metadata: { readonly name: string };
  readonly rules: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
}

const roles = parseAllDocuments(readFileSync('deploy/rbac.yaml', 'utf8'))
  .map((document) => document.toJS() as Role | null)
  .filter((role) => role !== null);

function grantedBy(...names: readonly string[]): readonly string[] {
  return roles
    .filter(({ metadata }) => names.includes(metadata.name))
    .flatMap(({ rules }) => rules)
    .flatMap(({ resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)))
    .sort();
}

const connection = new AskedConnection(permitting());
const goal = { verb: 'rollback', from: { hash: NEW, image: NEW_IMAGE }, to: KEPT } as const;

async function askedFor(facts: TargetFacts): Promise<readonly string[]> {
  const { rights } = await rehearsed(connection, facts, goal, NOW);
  return rights.map(({ verb, resource }) => `${verb} ${resource}`).sort();
}

test('for a canary behind NGINX the role of every target is all', async () => {
  expect(await askedFor(canaryFacts())).toEqual(grantedBy('rollbridge-target'));
});

test('a template in a Deployment needs its own role and no more', async () => {
  const rollout = { workloadRef: { kind: 'Deployment', name: 'shop' } };
  const more = (await askedFor(canaryFacts({ rollout }))).filter((right) => right.endsWith(' deployments'));
  expect(more).toEqual(grantedBy('rollbridge-target-workload-ref'));
});

test('a canary behind Istio needs its own role and no more', async () => {
  const virtualServices = [{ namespace: 'shop', name: 'shop', routes: [] }];
  const router = { by: 'istio', virtualServices, rule: { name: 'shop', canary: 'c', stable: 's' } } as const;
  const all = grantedBy('rollbridge-target', 'rollbridge-target-istio');
  const asked = await askedFor(canaryFacts({ canary: { router } }));
  expect(asked).toEqual(all.filter((right) => !right.endsWith(' ingresses')));
});

test('the home needs rights on our own records only', async () => {
  const home = new KubernetesRecordRehearsal({ connection, cluster: 'home', namespace: 'bots' });
  const { rights } = await home.rehearse(null);
  expect(rights.map(({ verb, resource }) => `${verb} ${resource}`).sort()).toEqual(grantedBy('rollbridge-home'));
});

/** What the sandbox releases, and the catalog that tells of it. */
import { describe, expect, test } from '@jest/globals';
import { type CatalogParts, catalogOf } from '../../sandbox/services/catalog.ts';
import { demoObjects, SERVICES } from '../../sandbox/services/index.ts';
import { parseCatalog } from '../../src/config/catalog.ts';

const PARTS: CatalogParts = {
  contexts: { home: 'home', west: 'west' },
  namespace: 'demo',
  prometheus: 'http://127.0.0.1:9090',
  evidence: '/tmp/evidence',
};

const clustersOf = (parts: CatalogParts) =>
  Object.fromEntries(
    parseCatalog(catalogOf(parts)).services.map(({ name, environments }) => [
      name,
      environments.flatMap(({ targets }) => targets.map(({ cluster }) => cluster)),
    ]),
  );

describe('the catalog', () => {
  test('has every service in its cluster, with the figures for evidence', () => {
    expect(clustersOf(PARTS)).toMatchObject({ shop: ['home'], invoices: ['west'] });
    const { clusters, evidence } = parseCatalog(catalogOf(PARTS));
    expect(clusters.west).toEqual({ context: 'west', prometheus: { url: 'http://127.0.0.1:9090' } });
    expect(evidence.directory).toBe('/tmp/evidence');
    expect(Object.keys(evidence.queries)).toEqual(['requests', 'errors', 'latency']);
  });

  test('has all services in the only cluster, and asks for no figures where nothing measures', () => {
    const parts = { ...PARTS, contexts: { home: 'kind' }, prometheus: null };
    expect(new Set(Object.values(clustersOf(parts)).flat())).toEqual(new Set(['home']));
    expect(parseCatalog(catalogOf(parts))).toMatchObject({
      clusters: { home: { context: 'kind', prometheus: null } },
      evidence: { queries: {} },
    });
  });

  test('lets different people approve, and nobody where an analysis decides', () => {
    const { services } = parseCatalog(catalogOf(PARTS));
    const approvers = services.map(({ name, environments }) => [name, environments[0]?.access.approve.length]);
    expect(Object.fromEntries(approvers)).toEqual({ shop: 1, checkout: 0, search: 2, web: 0, invoices: 1 });
  });
});

describe('the objects', () => {
  const rollouts = (place: Parameters<typeof demoObjects>[0]) =>
    demoObjects(place).flatMap(({ kind, metadata }) => (kind === 'Rollout' ? [metadata.name] : []));

  test('are divided between two clusters, or all in one', () => {
    const place = { namespace: 'demo', prometheus: null };
    const [home, west] = [rollouts({ ...place, cluster: 'home' }), rollouts({ ...place, cluster: 'west' })];
    expect([...home, ...west]).toEqual(Object.keys(SERVICES));
    expect(west).toEqual(['invoices']);
    expect(rollouts({ ...place, cluster: null })).toEqual(Object.keys(SERVICES));
  });

  test('name templates for analyses where a Prometheus is, and none where none is', () => {
    const kinds = (prometheus: string | null) =>
      demoObjects({ cluster: 'home', namespace: 'demo', prometheus }).filter(({ kind }) => kind === 'AnalysisTemplate');
    expect(kinds('http://prometheus').map(({ metadata }) => metadata.name)).toEqual(['success-rate', 'memory']);
    expect(kinds(null)).toEqual([]);
    const without = JSON.stringify(demoObjects({ cluster: 'home', namespace: 'demo', prometheus: null }));
    expect(without).not.toMatch(/analysis/i);
  });
});

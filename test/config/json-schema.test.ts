import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseCatalog } from '../../src/config/catalog.ts';
import { catalogJsonSchema } from '../../src/config/json-schema.ts';

const root = new URL('../../', import.meta.url);
const committed = JSON.parse(readFileSync(new URL('deploy/catalog.schema.json', root), 'utf8')) as object;
const editor = z.fromJSONSchema(committed as Parameters<typeof z.fromJSONSchema>[0]);

const SHORTEST = `home: {cluster: home, namespace: rollbridge}
clusters: {home: }
services:
  shop:
    image: shop
    environments:
      production:
        channel: C0DEPLOYS
        access: {deploy: ["@devs"]}
        targets: [{cluster: home, namespace: shop, name: shop, container: app}]
`;

const LONGEST = `home: {cluster: home_1, namespace: rollbridge}
clusters: {home_1: {inCluster: true}, eu.west: {context: "arn:aws:eks:eu-west-1:1:cluster/x", prometheus: {url: "https://p:9090"}}}
evidence: {capture: true, directory: /var/lib/rollbridge, keep: 3, within: 45s, recorder: {record: true, perRelease: 8MiB, total: 128MiB}, queries: {up: "up{pod='{{hash}}'}"}}
history: {keep: 7}
outward: {giveUpAfter: 6h, oncall: {pagerduty: {token: {env: K}, url: "https://api.eu.pagerduty.com", escalationPolicy: PT4KHLK, services: {shop: PT4KHLL}}}, destinations: {hooks: {webhook: {url: "https://h.example/x", secret: {env: KEY}}, about: [incidents], services: [shop], environments: [staging]}, p: {pagerduty: {routingKey: {file: /k}, url: "https://events.eu.pagerduty.com"}}, o: {opsgenie: {key: {env: K}, url: "https://api.eu.opsgenie.com", team: Shop team}}, j: {jira: {url: "https://acme.atlassian.net", project: OPS, issueType: Bug, user: a@b.c, token: {env: K}}}, t: {teams: {url: {env: K}}}, d: {discord: {url: {env: K}}}}}
defaultEnvironment: staging
services:
  shop:
    image: registry.acme.example:5000/team/shop_web
    environments:
      staging:
        channel: G0DEPLOYS
        alerts: [{match: {alertname: "/High.*/", _s: ""}, then: rollback, within: 1h}, {match: {a: b}, then: ask}]
        access: {deploy: ["@été", U0123ABCD], approve: [W0123ABCD, "@s_r.e"], rollback: [], approvals: 2, requesterMayApprove: true}
        targets:
          - {region: eu, cluster: home_1, namespace: shop, kind: Rollout, name: shop.v2, container: app}
`;

const accepts = (text: string) => editor.safeParse(parse(text)).success;

function parses(text: string): boolean {
  try {
    parseCatalog(text);
    return true;
  } catch {
    return false;
  }
}

const WRONG: readonly (readonly [string, string, string])[] = [
  ['a key that is not known', 'image: shop', 'imag: shop'],
  ['a key too many', 'image: shop', 'image: shop\n    replicas: 2'],
  ['no home', 'home: {cluster: home, namespace: rollbridge}', ''],
  ['no services', SHORTEST.slice(SHORTEST.indexOf('services:')), 'services: {}\n'],
  ['an image with a tag', 'image: shop', 'image: shop:1.0'],
  ['the name of a channel', 'C0DEPLOYS', '"#deploys"'],
  ['nobody who may deploy', '["@devs"]', '[]'],
  ['a name instead of a list', '["@devs"]', '"@devs"'],
  ['a person by name', '"@devs"', 'dana'],
  ['somebody twice', '["@devs"]', '["@devs", "@devs"]'],
  ['approvals in words', '{deploy: ["@devs"]}', '{deploy: ["@devs"], approve: ["@sre"], approvals: two}'],
  ['half an approval', '{deploy: ["@devs"]}', '{deploy: ["@devs"], approve: ["@sre"], approvals: 0.5}'],
  ['no targets', /targets: .*/.exec(SHORTEST)?.[0] ?? '', 'targets: []'],
  ['a target without container', ', container: app', ''],
  ['another kind', 'container: app', 'container: app, kind: StatefulSet'],
  ['a namespace in capitals', 'namespace: shop', 'namespace: Shop'],
  ['a cluster of a kind', 'clusters: {home: }', 'clusters: {home: {type: kind}}'],
  ['a Prometheus without an address', 'clusters: {home: }', 'clusters: {home: {prometheus: {}}}'],
  ['a folder that is not absolute', 'services:', 'evidence: {directory: here}\nservices:'],
  ['a recorder without bounds', 'services:', 'evidence: {recorder: {total: 1GiB}}\nservices:'],
  ['a capture without end', 'services:', 'evidence: {within: 1h}\nservices:'],
  ['a history that is kept for ever', 'services:', 'history: {keep: all}\nservices:'],
  [
    'a secret itself',
    'services:',
    'outward: {destinations: {a: {webhook: {url: "https://h", secret: whsec_1}}}}\nservices:',
  ],
  [
    'a secret in two places',
    'services:',
    'outward: {destinations: {a: {webhook: {url: "https://h", secret: {env: K, file: /k}}}}}\nservices:',
  ],
  [
    'a destination that is told of nothing',
    'services:',
    'outward: {destinations: {a: {webhook: {url: "https://h", secret: {env: K}}, about: []}}}\nservices:',
  ],
  [
    'a project in small letters',
    'services:',
    'outward: {destinations: {a: {jira: {url: "https://a", project: ops, user: a, token: {env: K}}}}}\nservices:',
  ],
  ['no destinations', 'services:', 'outward: {destinations: {}}\nservices:'],
  ['a service in capitals', '  shop:\n', '  Shop:\n'],
];

test('the committed schema is the one of the code: npm run schema', () => {
  expect(committed).toEqual(catalogJsonSchema());
});

describe('an editor that goes by the schema', () => {
  test.each([
    ['the shortest catalog', SHORTEST],
    ['one that uses every key', LONGEST],
    [
      'the example of the README',
      /```yaml\n(#[^\n]*\nhome:[\s\S]*?)```/.exec(readFileSync(new URL('README.md', root), 'utf8'))?.[1] ?? '',
    ],
  ])('takes %s, as the parser does', (_, text) => {
    expect({ parser: parses(text), editor: accepts(text) }).toEqual({ parser: true, editor: true });
  });

  test.each(WRONG)('marks %s, as the parser does', (_, from, to) => {
    expect(SHORTEST).toContain(from);
    const text = SHORTEST.replace(from, to);
    expect({ parser: parses(text), editor: accepts(text) }).toEqual({ parser: false, editor: false });
  });

  test('has something to say about every key', () => {
    const silent = keysOf(committed).filter(({ schema }) => !('description' in schema));
    expect(keysOf(committed).length).toBeGreaterThan(20);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

function keysOf(schema: object): { readonly name: string; readonly schema: object }[] {
  return Object.entries(schema).flatMap(([key, value]) => {
    if (typeof value !== 'object' || value === null) return [];
    const own =
      key === 'properties' ? Object.entries(value).map(([name, schema]) => ({ name, schema: schema as object })) : [];
    return [...own, ...keysOf(value as object)];
  });
}

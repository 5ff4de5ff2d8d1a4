import type { Routing, TargetFacts } from '../../../src/drivers/argo/facts.ts';
import { requestOf } from '../../../src/drivers/argo/moves.ts';
import type { VirtualService } from '../../../src/drivers/argo/objects.ts';
import { routes } from '../../../src/drivers/argo/reading.ts';
import { isFree, isSettled, routerOf, trafficShares } from '../../../src/drivers/argo/traffic.ts';
import { backFacts, canaryFacts, type FactsChange, NEW, OLD } from './builders.ts';

type Route = { name?: string; route: { destination: { host: string; subset?: string }; weight?: number }[] };

const hosts = (stable: number, canary: number, name?: string): Route => ({
  ...(name === undefined ? {} : { name }),
  route: [
    { destination: { host: 'stable.shop.svc.cluster.local' }, weight: stable },
    { destination: { host: 'canary' }, weight: canary },
  ],
});

const subsetsAt = (stable: number, canary: number): Route => ({
  route: [
    { destination: { host: 'shop', subset: 'v-stable' }, weight: stable },
    { destination: { host: 'shop', subset: 'v-canary' }, weight: canary },
  ],
});

const elsewhere: Route = { name: 'docs', route: [{ destination: { host: 'docs' } }] };

interface World {
  readonly http?: readonly Route[];
  readonly tls?: readonly Route[];
  readonly names?: readonly string[];
  readonly rule?: (Routing & { by: 'istio' })['rule'];
  readonly change?: FactsChange;
}

const RULE = { name: 'shop', canary: 'v-canary', stable: 'v-stable' };
const SUBSETS = [
  { name: 'v-stable', hash: OLD },
  { name: 'v-canary', hash: NEW },
];

function istio({ http, tls, names = [], rule = null, change = {} }: World, make = canaryFacts): TargetFacts {
  const object = { metadata: { name: 'shop' }, spec: { http, tls } } as VirtualService;
  const virtualServices = [{ namespace: 'shop', name: 'shop', routes: names }];
  return make({
    rollout: change.rollout ?? {},
    canary: { router: { by: 'istio', virtualServices, rule }, ...change.canary },
    facts: {
      canaryIngresses: {},
      virtualServices: http || tls ? { 'shop/shop': routes(object) } : {},
      subsets: rule === null ? null : SUBSETS,
      ...change.facts,
    },
  });
}

const at = (percent: number) => [
  { hash: OLD, percent: 100 - percent },
  { hash: NEW, percent },
];

const recorded = { canary: { statusWeights: at(7) } };

const shares: readonly [string, TargetFacts, unknown][] = [
  ['two hosts, one of them written out', istio({ http: [hosts(80, 20)] }), at(20)],
  ['two subsets of one host', istio({ http: [subsetsAt(80, 20)], rule: RULE }), at(20)],
  ['weights whose sum is not 100', istio({ http: [hosts(3, 1)] }), at(25)],
  [
    'the route that is named',
    istio({ http: [elsewhere, hosts(95, 5, 'a'), hosts(80, 20, 'b')], names: ['b'] }),
    at(20),
  ],
  ['the one without a name, when none is named', istio({ http: [elsewhere, hosts(80, 20)] }), at(20)],
  ['the highest of several', istio({ http: [hosts(95, 5, 'a'), hosts(80, 20, 'b')], names: ['a', 'b'] }), at(20)],
  ['TLS routes as well', istio({ tls: [hosts(70, 30)] }), at(30)],
  ['a share that rounds to nothing as one percent', istio({ http: [hosts(9_999, 1)] }), at(1)],
  [
    'nothing for a canary at weight 0, whatever its Service says',
    istio({ http: [hosts(100, 0)] }),
    [{ hash: OLD, percent: 100 }],
  ],
  ['the record, when the VirtualService is not known', istio({ change: recorded }), at(7)],
  ['the record, when no route names both versions', istio({ http: [elsewhere], change: recorded }), at(7)],
  [
    'the record, when nobody knows what the canary stands for',
    istio({ http: [hosts(80, 20)], change: { ...recorded, facts: { selectors: { stable: OLD, canary: null } } } }),
    at(7),
  ],
];

test.each(shares)('Istio: traffic is read from %s', (_, facts, expected) => {
  expect(trafficShares(facts)).toEqual(expected);
});

describe('what is not known is not free of traffic', () => {
  const zero = { canary: { statusWeights: [{ hash: OLD, percent: 100 }] } };
  const bad = (hash: string) => hash === NEW;

  test('a route at 0 is', () => {
    expect(isFree(istio({ http: [hosts(100, 0)], change: zero }), bad)).toBe(true);
  });

  test('a route above 0 is not, whatever the status says', () => {
    expect(isFree(istio({ http: [hosts(80, 20)], change: zero }), bad)).toBe(false);
  });

  test('a VirtualService that is not known is not, whatever the status says', () => {
    expect(isFree(istio({ change: zero }), bad)).toBe(false);
    expect(isSettled(istio({ change: zero }, backFacts))).toBe(false);
    expect(isSettled(istio({ http: [hosts(100, 0)], change: zero }, backFacts))).toBe(true);
  });
});

describe('break-glass', () => {
  const forced = (facts: TargetFacts, good = OLD) => {
    const move = routerOf(facts.rollout).force(facts, good);
    return move === null ? null : requestOf(facts.target, move);
  };

  test('gives what the canary gets to the stable destination, if the route is still the one that was seen', () => {
    const facts = istio({ http: [elsewhere, hosts(80, 20, 'main')], names: ['main'] });
    expect(forced(facts)).toEqual({
      path: '/apis/networking.istio.io/v1beta1/namespaces/shop/virtualservices/shop',
      contentType: 'application/json-patch+json',
      body: [
        { op: 'test', path: '/spec/http/1/name', value: 'main' },
        { op: 'test', path: '/spec/http/1/route/0/destination/host', value: 'stable.shop.svc.cluster.local' },
        { op: 'test', path: '/spec/http/1/route/0/weight', value: 80 },
        { op: 'test', path: '/spec/http/1/route/1/destination/host', value: 'canary' },
        { op: 'test', path: '/spec/http/1/route/1/weight', value: 20 },
        { op: 'add', path: '/spec/http/1/route/0/weight', value: 100 },
        { op: 'add', path: '/spec/http/1/route/1/weight', value: 0 },
      ],
    });
  });

  test('tells subsets by their names', () => {
    const request = forced(istio({ http: [subsetsAt(80, 20)], rule: RULE }));
    expect(request?.body).toContainEqual({
      op: 'test',
      path: '/spec/http/0/route/1/destination/subset',
      value: 'v-canary',
    });
  });

  test('first makes the stable destination stand for the good version', () => {
    const selectors = { stable: NEW, canary: OLD };
    expect(forced(istio({ http: [hosts(80, 20)], change: { facts: { selectors } } }))?.path).toMatch(
      '/services/stable',
    );
    const subsets = [{ name: 'v-stable', hash: NEW }];
    const facts = istio({ http: [subsetsAt(100, 0)], rule: RULE, change: { facts: { subsets } } });
    expect(forced(facts)).toMatchObject({
      path: '/apis/networking.istio.io/v1beta1/namespaces/shop/destinationrules/shop',
      body: [
        { op: 'test', path: '/spec/subsets/0/name', value: 'v-stable' },
        { op: 'test', path: '/spec/subsets/0/labels/rollouts-pod-template-hash', value: NEW },
        { op: 'add', path: '/spec/subsets/0/labels/rollouts-pod-template-hash', value: OLD },
      ],
    });
  });

  test('does nothing where all traffic is where it should be', () => {
    expect(forced(istio({ http: [hosts(100, 0)] }))).toBeNull();
    expect(forced(istio({ http: [subsetsAt(100, 0)], rule: RULE }))).toBeNull();
  });
});

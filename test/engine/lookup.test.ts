import { findEnvironment, findPlace, findService } from '../../src/engine/lookup.ts';
import type { Catalog } from '../../src/model/catalog.ts';
import { EVIDENCE } from '../evidence-rules.ts';
import { codeOf, environmentOf, IMAGE, TARGET } from './support/situations.ts';

const staging = environmentOf({}, 'staging');
const production = environmentOf({}, 'production');
const regions = { ...environmentOf({}, 'regions'), targets: [TARGET, { ...TARGET, cluster: 'eu' }] };
const shop = { name: 'shop', image: IMAGE, environments: [staging, production, regions] };
const jobs = { name: 'jobs', image: IMAGE, environments: [staging] };
const catalog: Catalog = {
  home: { cluster: 'home', namespace: 'rollbridge' },
  clusters: {},
  evidence: EVIDENCE,
  history: { keep: 50 },
  incidents: { invite: [], bridge: null, statusChannel: null, timelineEmoji: 'pushpin', keep: 50 },
  outward: { destinations: [], giveUpAfterMs: 7_200_000, oncall: null },
  services: [shop, jobs],
  defaultEnvironment: 'production',
};

test.each([
  ['by its name', 'shop', shop],
  ['whatever the case', 'ShOp', shop],
  ['with blanks around it', ' jobs ', jobs],
])('a service is found %s', (_, typed, expected) => {
  expect(findService(catalog, typed)).toBe(expected);
});

test.each([
  ['sohp', 'Did you mean shop?'],
  ['job', 'Did you mean jobs?'],
  ['completely-else', 'Check the spelling, or add the service to the catalog.'],
  ['', 'Check the spelling, or add the service to the catalog.'],
  ['__proto__', 'Check the spelling, or add the service to the catalog.'],
])('a service that is called %p is not known, with a hint', (typed, hint) => {
  expect(() => findService(catalog, typed)).toThrow(expect.objectContaining({ code: 'unknown-service', hint }));
});

test.each([
  ['the named one', shop, 'staging', staging],
  ['the named one, whatever the case', shop, ' STAGING', staging],
  ['the default one when nobody says one', shop, null, production],
  ['the only one when nobody says one', jobs, null, staging],
])('the environment is %s', (_, service, typed, expected) => {
  expect(findEnvironment(catalog, service, typed)).toBe(expected);
});

test.each([
  ['prodution', 'Did you mean production?'],
  ['moon', 'Name one of them with --env.'],
])('an environment that is called %p is not known, with a hint', (typed, hint) => {
  expect(() => findEnvironment(catalog, shop, typed)).toThrow(
    expect.objectContaining({ code: 'unknown-environment', hint, why: 'It has staging, production, regions.' }),
  );
});

test.each([
  ['the one target', 'staging', 'none'],
  ['no place over several regions', 'regions', 'several-targets'],
])('an environment leads to %s', async (_, environment, expected) => {
  expect(await codeOf(() => findPlace(catalog, 'shop', environment))).toBe(expected);
});

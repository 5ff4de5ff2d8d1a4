/** After a rollback: the card says whether things are right again, and what is not. */
import { shippedRules, tokenOf } from '../support/account.ts';
import { DEV, inStory, type Story } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

const PROMETHEUS = process.env.PROMETHEUS_URL ?? '';
const OWN = 'namespace="{{namespace}}",rollouts_pod_template_hash="{{hash}}"';
const SHARE = `(sum(rate(http_requests_total{${OWN},code=~"5.."}[10s])) or vector(0)) / sum(rate(http_requests_total{${OWN}}[10s]))`;

async function rollsBack(story: Story): Promise<void> {
  await story.says(DEV, '/deploy shop 2.0.0-err50');
  await story.cardShows(/Awaiting approval/);
  await story.says(DEV, '/rollback shop now');
  await story.cardShows(/Rolled back/);
}

/** A catalog whose queries have limits, and little patience. */
function measuring(queries: object, verifyWithin = '8s') {
  return (namespace: string) => ({
    clusters: { home: { context: 'home', prometheus: { url: PROMETHEUS } } },
    services: {
      shop: {
        image: 'ghcr.io/acme/shop',
        environments: {
          production: {
            channel: 'C0DEPLOYS',
            access: { deploy: ['@devs'], approve: ['@sre'] },
            rollback: { verifyWithin },
            targets: [{ region: 'eu', cluster: 'home', namespace, name: 'shop', container: 'app' }],
          },
        },
      },
    },
    evidence: { queries },
  });
}

test('pods, endpoints and traffic of the version that came back are looked at, and so are the numbers that have a limit', () =>
  inStory(
    { objects: canaryNginx(), catalog: measuring({ errors: { query: SHARE, max: 0.02 } }, '60s') },
    async (story) => {
      await rollsBack(story);
      await story.cardShows(/Verified/, 60_000);
      expect(story.cardText()).toMatch(
        /Verified: (\d+) of \1 pods ready · endpoints of shop-stable: \1 ready · 100 % of the traffic · errors 0 \(at most 0\.02\)/,
      );
      await story.threadShows(/Verified: /);
      const { status } = await story.release();
      expect(status).toMatchObject({ phase: 'RolledBack', rollback: { verification: { state: 'verified' } } });
      expect(await story.says(DEV, '/deploy history shop')).toMatch(/healthy \+.* · verified/);
    },
  ));

test('what is still wrong is said with what to do when the time is over; the rollback stands as it is', () =>
  inStory(
    {
      objects: canaryNginx(),
      catalog: measuring({ requests: { query: `sum(up{${OWN}}) or vector(1)`, min: 1_000_000 } }),
    },
    async (story) => {
      await rollsBack(story);
      await story.cardShows(/Something is still wrong/, 40_000);
      expect(story.cardText()).toMatch(/requests is 1, not at least 1000000 · What to do:/);
      expect(story.cardText()).toMatch(/Beside that: .*pods ready/);
      await story.threadShows(/Something is still wrong/);
      expect((await story.release()).status?.phase).toBe('RolledBack');
    },
  ));

test('a number that nobody can tell, and endpoints that may not be read, are not known, and nothing is called verified', () =>
  inStory(
    {
      objects: canaryNginx(),
      catalog: measuring({ none: { query: 'nothing_of_that_name', max: 1 } }),
      token: async (namespace) =>
        await tokenOf(...(await shippedRules('rollbridge-home', 'rollbridge-target')))(namespace),
    },
    async (story) => {
      await rollsBack(story);
      await story.cardShows(/Not all of it is known/, 40_000);
      expect(story.cardText()).toMatch(/endpoints are not known: .*endpointslices/);
      expect(story.cardText()).toMatch(/none is not known: no series matched/);
      expect(story.cardText()).not.toMatch(/Verified/);
    },
  ));

/** The catalog changes while the program runs, swapped as the kubelet swaps a ConfigMap. */
import { create, createNamespace, until } from '../support/cluster.ts';
import { CHANNEL, catalogOf, DEV, inStory, SRE, type Story } from '../support/story.ts';
import { canaryBasic, canaryNginx } from '../support/workloads.ts';

async function counts(story: Story, line: string): Promise<void> {
  const counted = async () => (await story.program.metrics()).split('\n').includes(line);
  await until(counted, { what: `the metric ${line}`, timeoutMs: 15_000 });
}

const applied = (times: number) => `rollbridge_config_reloads_total{outcome="applied"} ${times}`;
const swap = (story: Story, catalog: object) => story.mount.swap(JSON.stringify(catalog));

test('a service that is added, in a namespace that nobody watched, is released without a restart', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const { connection } = story.cluster;
    const namespace = await createNamespace(connection, 'story');
    try {
      await create(connection, namespace, ...canaryBasic({ name: 'cart' }));
      expect(await story.says(DEV, '/deploy cart 2.0.0')).toMatch(/no service "cart"/);
      const before = catalogOf(story.namespace);
      const target = { region: 'eu', cluster: 'home', namespace, kind: 'Rollout', name: 'cart', container: 'app' };
      const production = { channel: CHANNEL, access: { deploy: ['@sre'] }, targets: [target] };
      const cart = { image: 'ghcr.io/acme/shop', environments: { production } };
      swap(story, { ...before, services: { ...before.services, cart } });
      await counts(story, applied(1));
      expect(await story.says(DEV, '/deploy cart 2.0.0')).toMatch(/may not deploy.*@sre/s);
      expect(await story.says(SRE, '/deploy cart 2.0.0')).toMatch(/cart.*2\.0\.0/s);
      await story.cardShows(/^Paused(.|\n)*cart/);
      await story.says(SRE, '/rollback cart now');
      await story.cardShows(/Rolled back/);
    } finally {
      await connection.request('DELETE', `/api/v1/namespaces/${namespace}`);
    }
  }));

test('a broken catalog is refused with every mistake, and the rules before it stay', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const catalog = JSON.stringify(catalogOf(story.namespace, { deploy: ['@sre'] }));
    story.mount.swap(catalog.replace('"channel"', '"chanel"').replace('"@sre"', '"sre"'));
    await counts(story, 'rollbridge_config_reloads_total{outcome="refused"} 1');
    await counts(story, 'rollbridge_config_last_reload_successful 0');
    const said = story.program.logs.find(
      ({ msg }) => msg === 'a changed catalog was refused: the one before stays in force',
    );
    expect(said?.level).toBe(50);
    expect(String(said?.mistakes)).toMatch(/chanel: there is no such key\. Hint: did you mean channel\?/);
    expect(String(said?.mistakes)).toMatch(/deploy\[0\]: expected a user group/);
    expect(await story.says(DEV, '/deploy shop 2.0.0')).toMatch(/shop.*2\.0\.0/s);
    await story.cardShows(/Awaiting approval/);

    story.mount.swap(catalog);
    await counts(story, applied(1));
    await counts(story, 'rollbridge_config_last_reload_successful 1');
    expect(await story.says(DEV, '/deploy shop 3.0.0')).toMatch(/may not deploy.*@sre/s);
  }));

test('who may approve changes on a card that waits, and the new ones approve', () =>
  inStory({ objects: canaryNginx(), access: { approve: [DEV], deploy: ['@sre'] } }, async (story) => {
    await story.says(SRE, '/deploy shop 2.0.0');
    const card = await story.cardShows(/Awaiting approval/);
    swap(story, catalogOf(story.namespace, { approve: ['@sre'], deploy: ['@sre'], requesterMayApprove: true }));
    await counts(story, applied(1));
    await story.presses(DEV, 'Approve and promote', card);
    await story.answerTo(DEV, /may not approve/);
    await story.presses(SRE, 'Approve and promote');
    await story.cardShows(/Completed/);
  }));

test('a release whose service is removed is left alone and says so; it goes on when the service is back', () =>
  inStory({ objects: [...canaryNginx(), ...canaryBasic({ name: 'cart' })] }, async (story) => {
    await story.says(DEV, '/deploy shop 2.0.0');
    const card = await story.cardShows(/Awaiting approval/);
    const before = catalogOf(story.namespace);
    const { shop } = before.services;
    const environments = JSON.parse(JSON.stringify(shop.environments).replaceAll('"name":"shop"', '"name":"cart"'));
    swap(story, { ...before, services: { cart: { ...shop, environments } } });
    await story.threadShows(/Left alone: the catalog does not have this target of shop/);
    await story.presses(SRE, 'Approve and promote', card);
    await story.answerTo(SRE, /not in the catalog any more/);
    expect((await story.rollout()).status?.currentStepIndex).toBe(1);
    swap(story, before);
    await counts(story, applied(2));
    await story.presses(SRE, 'Approve and promote', await story.cardOffers(/Approve and promote/));
    await story.cardShows(/Completed/);
  }));

test('what wants a restart is refused in so many words, and SIGHUP reads the file again', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    const catalog = catalogOf(story.namespace);
    swap(story, { ...catalog, home: { ...catalog.home, namespace: 'elsewhere' } });
    await counts(story, 'rollbridge_config_reloads_total{outcome="refused"} 1');
    expect(story.program.output).toContain('restart needed: home cannot change while the bot runs');
    story.program.hangUp();
    await counts(story, 'rollbridge_config_reloads_total{outcome="refused"} 2');
    swap(story, catalog);
    await counts(story, 'rollbridge_config_reloads_total{outcome="unchanged"} 1');
    story.program.hangUp();
    await counts(story, 'rollbridge_config_reloads_total{outcome="unchanged"} 2');
  }));

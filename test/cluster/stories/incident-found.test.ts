/** Incidents found again by what people remember of them, rated and resolved by command, and old ones removed. */
import { until } from '../support/cluster.ts';
import { cardIn, incidents, room, settled } from '../support/incident.ts';
import { catalogOf, DEV, inStory, SRE } from '../support/story.ts';
import { canaryNginx } from '../support/workloads.ts';

/** The shop has two environments, whose objects are the same Rollout's and one that is not there. */
function twoPlaces(namespace: string): object {
  const { services } = catalogOf(namespace);
  const { production } = services.shop.environments;
  const [target] = production.targets;
  const staging = { ...production, targets: [{ ...target, name: 'shop-staging' }] };
  const shop = { ...services.shop, environments: { production, staging } };
  return { services: { shop }, incidents: { bridge: 'huddle' } };
}

test('found by words, state and place; rated and resolved by naming the environment', () =>
  inStory({ objects: canaryNginx(), catalog: twoPlaces }, async (story) => {
    await story.says(DEV, '/incident open shop --reason "no orders"');
    await story.says(SRE, '/incident open shop --env staging --severity 3 --reason "slow pages"');
    expect(await story.says(DEV, '/incident list --open')).toMatch(/2 open, 0 over/);
    expect(await story.says(DEV, '/incident list slow')).toMatch(/1 open, 0 over(.|\n)*shop in staging/);
    expect(await story.says(DEV, '/incident list --severity 1 --since 1h')).toMatch(/No incident fits/);
    expect(await story.says(DEV, '/incident resolve shop --cause "x"')).toMatch(/2 incidents are open/);

    const { id } = await room(story);
    expect(await story.says(SRE, '/incident severity sev1 shop --env production')).toMatch(/SEV 1 now/);
    await cardIn(story, id, /SEV 1(.|\n)*Join the bridge/);
    expect(await story.says(DEV, '/incident resolve shop --env production --cause "a cold cache"')).toMatch(/Resolved/);
    expect(await story.says(DEV, '/incident list cold cache --resolved')).toMatch(/0 open, 1 over(.|\n)*a cold cache/);
    expect(await story.says(DEV, '/incident list --open --env staging --service shop')).toMatch(/1 open, 0 over/);
  }));

test('of those that are over no more are kept than the catalog says, and the numbers go on', () =>
  inStory({ objects: canaryNginx(), catalog: { incidents: { keep: 1 } } }, async (story) => {
    for (const n of [1, 2, 3]) {
      await story.says(DEV, `/incident open shop --reason "the ${n}th"`);
      await settled(story, ({ phase, room: made }) => phase === 'Open' && made?.did.includes('pin') === true);
      await story.says(DEV, '/incident resolve shop --cause "x"');
    }
    await until(async () => (await incidents(story)).length === 1, { what: 'two of three are gone' });
    expect((await incidents(story)).map(({ metadata }) => metadata.name)).toEqual(['shop-production-3']);
  }));

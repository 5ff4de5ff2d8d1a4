/** Incidents that nobody has to open: the catalog says which services and which alerts are worth one. Each is opened once. */
import { ALERT, sends } from '../support/alertmanager.ts';
import { cardIn, incidents, room, rooms, settled } from '../support/incident.ts';
import { catalogOf, DEV, inStory, SRE, type Story, type StoryOptions } from '../support/story.ts';
import { canaryNginx, errorRateTemplate } from '../support/workloads.ts';

const ANALYSED = [
  { setWeight: 20 },
  {
    analysis: {
      templates: [{ templateName: 'error-rate' }],
      args: [{ name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } }],
    },
  },
  { pause: {} },
];

/** The shop of every story, with more about its production. */
function shopWith(more: object): NonNullable<StoryOptions['catalog']> {
  return (namespace: string) => {
    const { services } = catalogOf(namespace);
    const production = { ...services.shop.environments.production, ...more };
    return { services: { shop: { ...services.shop, environments: { production } } } };
  };
}

/** Everything that would be said of it has been said, and nothing is on its way. */
async function opened(story: Story) {
  const incident = await settled(story, ({ room: made }) => made?.did.includes('pin') === true);
  const { id } = await room(story);
  return { incident, id };
}

test('a critical service whose analysis takes a release back gets an incident, once, also after a kill and after its end', () =>
  inStory(
    {
      objects: [
        errorRateTemplate(process.env.PROMETHEUS_URL ?? '', { initialDelay: '2s' }),
        ...canaryNginx({ steps: ANALYSED }),
      ],
      catalog: shopWith({ critical: true }),
    },
    async (story) => {
      await story.says(DEV, '/deploy shop 2.0.0-err60');
      await story.cardShows(/^Aborted: /, 60_000);
      const { incident, id } = await opened(story);
      expect(incident.status?.openedBy).toEqual({ kind: 'engine' });
      expect(incident.spec).toMatchObject({ severity: 'sev2', release: (await story.release()).metadata.name });
      await cardIn(story, id, /Opened by Rollbridge: .*error-rate(.|\n)*Write down what was learned/);
      await story.threadShows(/Incident .* opened by Rollbridge .*people meet in/);

      await story.program.kill();
      await story.program.start();
      expect(await story.says(DEV, '/incident resolve shop --cause "a bad query"')).toMatch(/Resolved/);
      await cardIn(story, id, /Incident resolved/);
      await story.program.kill();
      await story.program.start();
      // Its own word is heard after everything that the start brought about.
      expect(await story.says(DEV, '/incident list')).toMatch(/0 open, 1 over/);
      expect(await incidents(story)).toHaveLength(1);
      expect(rooms(story)).toHaveLength(1);
    },
  ));

test('an alert whose rule wants one opens an incident as bad as the rule says: one for a storm, and none when it is sent again', () =>
  inStory(
    {
      objects: canaryNginx(),
      // biome-ignore lint/suspicious/noThenProperty: people write it in the catalog, and it is no function
      catalog: shopWith({ alerts: [{ match: { alertname: ALERT }, then: 'ask', incident: 'sev1' }] }),
    },
    async (story) => {
      const startsAt = new Date();
      const both = [1, 2].map(() => sends(story, { count: 500, startsAt }));
      const person = story.says(SRE, '/incident open shop --reason "no orders"');
      expect(await Promise.all(both)).toEqual([200, 200]);
      await person;
      const { id } = await opened(story);
      expect(await incidents(story)).toHaveLength(1);
      await cardIn(story, id, /SEV [12]/);
      await story.program.kill();
      await story.program.start();
      await story.says(DEV, '/incident resolve shop --cause "a cold cache"');
      expect(await sends(story, { count: 500, startsAt })).toBe(200);
      expect(await incidents(story)).toHaveLength(1);
      expect(await sends(story, { startsAt: new Date() })).toBe(200);
      const next = await settled(story, ({ phase }) => phase === 'Open');
      expect(next.spec).toMatchObject({
        severity: 'sev1',
        reason: 'Alert HighErrorRate: 12 % of <!channel> requests fail',
      });
      expect(await incidents(story)).toHaveLength(2);
    },
  ));

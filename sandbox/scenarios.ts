/** Situations to start in. Each is brought about as people would do it. */
import { DEPLOYS, DEVELOPER, ON_CALL } from './people.ts';
import type { Driver } from './slack/index.ts';

interface Scenario {
  /** A sentence for `--help`. */
  readonly about: string;
  /** Once the program is ready. */
  readonly play: (people: Driver) => Promise<void>;
}

const deploy = (what: string) => async (people: Driver) => {
  await people.slash(DEVELOPER, DEPLOYS, '/deploy', what);
};

/** As soon as the new version gets traffic. */
async function takeBack(people: Driver): Promise<void> {
  await deploy('shop 1.1.0')(people);
  await people.waitFor(says('20 % of traffic'), { what: 'a new version with traffic', timeoutMs: WITHIN_MS });
  await people.slash(ON_CALL, DEPLOYS, '/rollback', 'shop now --reason "The basket is empty after a minute"');
  await people.waitFor(shows('Lift hold'), { what: 'a hold', timeoutMs: WITHIN_MS });
}

const WITHIN_MS = 30_000;

const shows = (label: string) => (people: Driver) =>
  people.messages(DEPLOYS, { as: ON_CALL }).some((card) => people.labels(card).includes(label));

const says = (words: string) => (people: Driver) =>
  people.messages(DEPLOYS, { as: ON_CALL }).some(({ blocks }) => JSON.stringify(blocks).includes(words));

export const SCENARIOS = {
  quiet: { about: 'Nothing is being released.', play: () => Promise.resolve() },
  halfway: { about: 'A release of shop is on its way and will wait for an approval.', play: deploy('shop 1.1.0') },
  broken: { about: 'A version of shop whose pods crash is being released.', play: deploy('shop 1.2.0-crash') },
  aborting: {
    about: 'Of a version of checkout a third of the requests fail; its analysis will take it back.',
    play: deploy('checkout 1.1.0-err30'),
  },
  held: { about: 'A release of shop was rolled back, and a hold keeps the next one from beginning.', play: takeBack },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

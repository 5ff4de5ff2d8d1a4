/** Situations to start in. Each is brought about as people would do it. */
import { DEPLOYS, DEVELOPER } from './people.ts';
import type { Driver } from './slack/index.ts';

interface Scenario {
  /** A sentence for `--help`. */
  readonly about: string;
  /** Once the program is ready. */
  readonly play: (people: Driver) => Promise<void>;
}

const releaseOf = (version: string) => async (people: Driver) => {
  await people.slash(DEVELOPER, DEPLOYS, '/deploy', `shop ${version}`);
};

export const SCENARIOS = {
  quiet: { about: 'Nothing is being released.', play: () => Promise.resolve() },
  halfway: { about: 'A release of shop is on its way and will wait for an approval.', play: releaseOf('1.1.0') },
  broken: { about: 'A version of shop whose pods crash is being released.', play: releaseOf('1.2.0-crash') },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

/** One of each kind of record, for the contract that all of them keep. */
import { INCIDENTS } from '../../../src/drivers/store/incidents.ts';
import { RELEASES } from '../../../src/drivers/store/releases.ts';
import type { Incident } from '../../../src/model/incident.ts';
import type { Release } from '../../../src/model/release.ts';
import { type Samples, SPEC } from './contract.ts';
import { fullIncident, incidentSpec, nullIncident, openIncident } from './incidents-fixture.ts';
import { emptyStatus, fullStatus, nullStatus } from './releases-fixture.ts';

const WORDS = { reason: 'Zeile 1\nЗачем? 🚀', requestedBy: 'Anna <a@b.c>' };

export const RELEASE_SAMPLES: Samples<Release> = {
  words: RELEASES,
  spec: SPEC,
  fullSpec: { ...SPEC, ...WORDS, version: `sha256:${'a'.repeat(64)}` },
  empty: emptyStatus,
  full: fullStatus,
  none: nullStatus,
  withStory: (events) => ({
    ...emptyStatus,
    story: Array.from({ length: events }, (_, n) => ({ at: 'now', what: 'refused' as const, why: String(n) })),
  }),
  storyOf: ({ story }) => story,
};

export const INCIDENT_SAMPLES: Samples<Incident> = {
  words: INCIDENTS,
  spec: incidentSpec,
  fullSpec: { ...incidentSpec, ...WORDS, release: 'shop-production-mm90chs0' },
  empty: openIncident,
  full: fullIncident,
  none: nullIncident,
  withStory: (events) => ({
    ...openIncident,
    story: Array.from({ length: events }, (_, n) => ({ at: 'now', what: 'updateDue' as const, who: `U0${n}` })),
  }),
  storyOf: ({ story }) => story,
};

/** The shape of what the catalog says of systems outside. */
import * as z from 'zod';
import { dnsLabel, keys, waitingTime } from './fields.ts';
import { mapping, named } from './mapping.ts';
import { hookUrl, secretPlace, subject } from './outward-fields.ts';

const webhook = mapping({
  url: hookUrl.describe('Where it is sent.'),
  secret: secretPlace.describe('Where the secret is that signs it: whsec_ and Base64 of 24 to 64 random bytes.'),
});

/** Each destination has exactly one of these. */
const ways = {
  webhook: webhook.optional().describe('Signed JSON by the Standard Webhooks specification, for systems of your own.'),
};

const names = (what: string) =>
  z
    .array(dnsLabel, { error: `a list of ${what}` })
    .min(1, { error: `a list of ${what}` })
    .optional();

const destination = mapping({
  ...ways,
  about: z
    .array(subject, { error: 'a list of incidents and releases' })
    .min(1, { error: 'incidents, releases or both' })
    .optional()
    .describe('What it is told of: incidents, releases. Left out: all that it has a use for.'),
  services: names('services').describe('Only of these services. Left out: of all.'),
  environments: names('environments').describe('Only of these environments. Left out: of all.'),
}).refine((each) => waysOf(each).length === 1, { error: `exactly one of ${Object.keys(ways).join(', ')}` });

export const outward = mapping({
  giveUpAfter: waitingTime
    .optional()
    .describe('How long a notice is tried before a person is needed, for example 6h. Left out: 2h.'),
  destinations: named(keys.label, destination, 'the destinations').describe(
    'Systems outside that are told what happens, by a name of your choice.',
  ),
});

export type DestinationYaml = z.infer<typeof destination>;
export type OutwardYaml = z.infer<typeof outward>;

function waysOf(each: object): string[] {
  return Object.keys(ways).filter((way) => (each as Readonly<Record<string, unknown>>)[way] !== undefined);
}

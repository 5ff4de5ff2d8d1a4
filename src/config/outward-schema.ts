/** The shape of what the catalog says of systems outside. */
import * as z from 'zod';
import { dnsLabel, keys, waitingTime } from './fields.ts';
import { mapping, named } from './mapping.ts';
import { hookUrl, oneLine, policyId, projectKey, secretPlace, siteUrl, subject } from './outward-fields.ts';

const webhook = mapping({
  url: hookUrl.describe('Where it is sent.'),
  secret: secretPlace.describe('Where the secret is that signs it: whsec_ and Base64 of 24 to 64 random bytes.'),
});

const pagerduty = mapping({
  routingKey: secretPlace.describe('Where the integration key of a service is (Events API v2).'),
  url: siteUrl
    .optional()
    .describe('Left out: https://events.pagerduty.com; https://events.eu.pagerduty.com in the EU.'),
});

const opsgenie = mapping({
  key: secretPlace.describe('Where the key of an API integration is.'),
  url: siteUrl.optional().describe('Left out: https://api.opsgenie.com; https://api.eu.opsgenie.com in the EU.'),
  team: oneLine.optional().describe('The team that is called. Left out: as the integration says.'),
});

const jira = mapping({
  url: siteUrl.describe('The site, for example https://acme.atlassian.net.'),
  project: projectKey.describe('The key of the project in which tickets are made.'),
  issueType: oneLine.optional().describe('The name of the issue type. Left out: Task.'),
  user: oneLine.describe('The e-mail address of the account whose token it is.'),
  token: secretPlace.describe('Where its API token is.'),
});

const address = mapping({ url: secretPlace.describe('Where the address of the webhook is: it is a secret itself.') });

/** Each destination has exactly one of these. */
const ways = {
  pagerduty: pagerduty.optional().describe('Incidents page and are resolved by PagerDuty; releases are change events.'),
  opsgenie: opsgenie.optional().describe('Incidents are alerts of Opsgenie.'),
  jira: jira.optional().describe('Each incident is a ticket in Jira Cloud.'),
  teams: address.optional().describe('A workflow of Microsoft Teams posts what happens.'),
  discord: address.optional().describe('A webhook of Discord posts what happens.'),
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

const policies = z.record(keys.label, policyId, { error: 'escalation policies by service' });

const oncall = mapping({
  pagerduty: mapping({
    token: secretPlace.describe('Where a token of the REST API is; one that may only read is enough.'),
    url: siteUrl.optional().describe('Left out: https://api.pagerduty.com; https://api.eu.pagerduty.com in the EU.'),
    escalationPolicy: policyId.optional().describe('The id of the policy of services that have none of their own.'),
    services: policies.optional().describe('Ids of policies by the name of the service.'),
  }).describe('Asked who is on call when an incident is opened.'),
});

export const outward = mapping({
  oncall: oncall
    .optional()
    .describe('Who is on call is invited to the channel of an incident. Left out: nobody is asked.'),
  giveUpAfter: waitingTime
    .optional()
    .describe('How long a notice is tried before a person is needed, for example 6h. Left out: 2h.'),
  destinations: named(keys.label, destination, 'the destinations')
    .optional()
    .describe('Systems outside that are told what happens, by a name of your choice.'),
});

export type DestinationYaml = z.infer<typeof destination>;
export type OutwardYaml = z.infer<typeof outward>;

function waysOf(each: object): string[] {
  return Object.keys(ways).filter((way) => (each as Readonly<Record<string, unknown>>)[way] !== undefined);
}

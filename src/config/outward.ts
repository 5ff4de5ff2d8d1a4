/** From what the catalog says of systems outside to rules. */
import { OCCASIONS, type Occasion } from '../model/notice.ts';
import type { DestinationRules, OnCallRules, OutwardRules, Via } from '../model/outward.ts';
import type { DestinationYaml, OutwardYaml } from './outward-schema.ts';

const PAGERDUTY = 'https://events.pagerduty.com';
const PAGERDUTY_REST = 'https://api.pagerduty.com';
const OPSGENIE = 'https://api.opsgenie.com';

/** What each kind of destination has a use for. */
const USES: Readonly<Record<Via['kind'], readonly Occasion[]>> = {
  webhook: OCCASIONS,
  pagerduty: OCCASIONS,
  opsgenie: OCCASIONS.filter((occasion) => occasion.startsWith('incident.')),
  jira: ['incident.opened'],
  teams: OCCASIONS,
  discord: OCCASIONS,
};

export function outwardOf(yaml: OutwardYaml | undefined): OutwardRules {
  return {
    destinations: Object.entries(yaml?.destinations ?? {}).map(([name, each]) => destinationOf(name, each)),
    giveUpAfterMs: yaml?.giveUpAfter ?? 2 * 60 * 60_000,
    oncall: oncallOf(yaml?.oncall?.pagerduty),
  };
}

function oncallOf(yaml: NonNullable<OutwardYaml['oncall']>['pagerduty'] | undefined): OnCallRules | null {
  if (yaml === undefined) return null;
  const { token, url, escalationPolicy, services } = yaml;
  return { token, url: url ?? PAGERDUTY_REST, escalationPolicy: escalationPolicy ?? null, services: services ?? {} };
}

function destinationOf(name: string, yaml: DestinationYaml): DestinationRules {
  const via = viaOf(yaml);
  const { about, services, environments } = yaml;
  const isWanted = (occasion: Occasion) =>
    about === undefined || about.some((each) => occasion.startsWith(each.slice(0, -1)));
  return {
    name,
    via,
    occasions: USES[via.kind].filter(isWanted),
    services: services ?? null,
    environments: environments ?? null,
  };
}

function viaOf({ webhook, pagerduty, opsgenie, jira, teams, discord }: DestinationYaml): Via {
  if (webhook !== undefined) return { kind: 'webhook', ...webhook };
  if (pagerduty !== undefined) return { kind: 'pagerduty', ...pagerduty, url: pagerduty.url ?? PAGERDUTY };
  if (opsgenie !== undefined) {
    return { kind: 'opsgenie', ...opsgenie, url: opsgenie.url ?? OPSGENIE, team: opsgenie.team ?? null };
  }
  if (jira !== undefined) return { kind: 'jira', ...jira, issueType: jira.issueType ?? 'Task' };
  if (teams !== undefined) return { kind: 'teams', ...teams };
  if (discord !== undefined) return { kind: 'discord', ...discord };
  throw new Error('a destination without a way to it'); // unreachable: the schema wants one
}

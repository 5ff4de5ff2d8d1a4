/** The destinations of the catalog in force. */
import type { Destination } from '../../engine/notices/ports.ts';
import type { OutwardRules, Via } from '../../model/outward.ts';
import { type DestinationParts, destinationBy, type Way } from './destination.ts';
import { discord } from './discord.ts';
import { jira } from './jira.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerDuty } from './pagerduty.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

/** Null when the catalog does not name it. */
export function destinationNamed(
  name: string,
  { destinations }: OutwardRules,
  parts: DestinationParts,
): Destination | null {
  const found = destinations.find((each) => each.name === name);
  return found === undefined ? null : destinationBy(wayTo(found.via), parts);
}

function wayTo(via: Via): Way {
  switch (via.kind) {
    case 'webhook':
      return webhook(via);
    case 'pagerduty':
      return pagerDuty(via);
    case 'opsgenie':
      return opsgenie(via);
    case 'jira':
      return jira(via);
    case 'teams':
      return teams(via);
    case 'discord':
      return discord(via);
  }
}

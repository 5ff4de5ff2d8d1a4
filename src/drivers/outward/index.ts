/** The destinations of the catalog in force. */
import type { Destination } from '../../engine/notices/ports.ts';
import type { OutwardRules, SecretPlace, Via } from '../../model/outward.ts';
import { type DestinationParts, destinationBy, type Way } from './destination.ts';
import { discord } from './discord.ts';
import { jira } from './jira.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerDuty } from './pagerduty.ts';
import { NoSecret, secretAt, type Variables } from './secrets.ts';
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

/** Of whom the key is not where the catalog says: better learned now than when somebody has to be paged. */
export async function lacksIn({ destinations, oncall }: OutwardRules, variables: Variables): Promise<readonly Lack[]> {
  const places = [
    ...destinations.flatMap(({ name, via }) => placesIn(via).map((place) => ({ of: name, place }))),
    ...(oncall === null ? [] : [{ of: 'oncall', place: oncall.token }]),
  ];
  const lacks = await Promise.all(
    places.map(({ of, place }) =>
      secretAt(place, variables).then(
        () => [],
        (error: unknown) => (error instanceof NoSecret ? [{ of, why: error.message }] : []),
      ),
    ),
  );
  return lacks.flat();
}

export interface Lack {
  /** The name of the destination. */
  readonly of: string;
  readonly why: string;
}

function placesIn(via: Via): readonly SecretPlace[] {
  return Object.values(via).filter((value): value is SecretPlace => typeof value === 'object' && value !== null);
}

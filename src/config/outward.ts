/** From what the catalog says of systems outside to rules. */
import { OCCASIONS, type Occasion } from '../model/notice.ts';
import type { DestinationRules, OutwardRules, Via } from '../model/outward.ts';
import type { DestinationYaml, OutwardYaml } from './outward-schema.ts';

/** What each kind of destination has a use for. */
const USES: Readonly<Record<Via['kind'], readonly Occasion[]>> = {
  webhook: OCCASIONS,
};

export function outwardOf(yaml: OutwardYaml | undefined): OutwardRules {
  return {
    destinations: Object.entries(yaml?.destinations ?? {}).map(([name, each]) => destinationOf(name, each)),
    giveUpAfterMs: yaml?.giveUpAfter ?? 2 * 60 * 60_000,
  };
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

function viaOf({ webhook }: DestinationYaml): Via {
  if (webhook !== undefined) return { kind: 'webhook', ...webhook };
  throw new Error('a destination without a way to it'); // unreachable: the schema wants one
}

/** The way out of a drill, and waiting until what runs beneath it is to be seen again. */
import { pause } from '../../waiting/pause.ts';
import type { Place } from '../lookup.ts';
import type { Chosen } from '../rollback/way-back.ts';
import type { World } from '../world.ts';
import type { Cover } from './cover.ts';

const LOOK_AGAIN_MS = 20;
/** The controller sees a template within some tenths of a second; a rollback waits no longer for it. */
const LONGEST_MS = 3_000;

/** From wherever the drill is, and whether or not the controller has seen it. */
export function wayOutOf({ drill, beneath }: Cover, place: Place, { driver }: World): Omit<Chosen, 'snapshot'> {
  const { hash = null, image = beneath.image } = drill.status?.targets[0] ?? {};
  const goal = { verb: 'rollback', from: { hash, image }, to: beneath } as const;
  const plan = {
    service: place.service.name,
    environment: place.environment.name,
    release: drill.name,
    from: goal.from,
    to: beneath,
    outlook: driver.outlook(place.target, goal),
  };
  return { place, goal, plan, release: drill };
}

/** Resolves when the target wants it again, or after a moment. */
export async function uncovered({ driver }: World, { target }: Place, { beneath }: Cover): Promise<void> {
  for (const began = Date.now(); Date.now() - began < LONGEST_MS; await pause(LOOK_AGAIN_MS)) {
    const { desiredHash = null } = driver.latest(target) ?? {};
    if (desiredHash === beneath.hash) return;
  }
}

/** Numbers that may be given as shares of others (`intstr`). Pure. */
import type { Share } from './kinds.ts';

/** `25%` of `whole`, rounded up or down; a number stays what it is. */
export function resolved(share: Share, whole: number, round: 'up' | 'down'): number {
  if (typeof share === 'number') return share;
  const part = (Number.parseFloat(share) * whole) / 100;
  return round === 'up' ? Math.ceil(part) : Math.floor(part);
}

/** How many more pods there may be than wanted, and how many fewer available; never none of both. */
export function fenceposts(surge: Share, unavailable: Share, replicas: number): { surge: number; unavailable: number } {
  const above = resolved(surge, replicas, 'up');
  const below = resolved(unavailable, replicas, 'down');
  return { surge: above, unavailable: above === 0 && below === 0 ? 1 : below };
}

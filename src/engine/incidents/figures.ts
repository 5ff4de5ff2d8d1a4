/** How long an incident took: pure. */
import type { Figures, Incident } from '../../model/incident.ts';
import type { Release } from '../../model/release.ts';

/** `until` is when it was resolved, or now. */
export function figuresOf({ createdAt }: Incident, releases: readonly Release[], until: Date): Figures {
  const openedAt = Date.parse(createdAt);
  const [cause] = releases;
  const startedAt = cause?.status?.startedAt ?? null;
  const clock = releases.map(({ status }) => status?.rollback?.clock).find((each) => each?.zeroAt !== undefined);
  const restoredAt = clock?.healthyAt === undefined ? until.getTime() : Date.parse(clock.healthyAt);
  return {
    detect: startedAt === null ? null : Math.max(0, openedAt - Date.parse(startedAt)),
    rollBack: clock?.zeroAt === undefined ? null : Date.parse(clock.zeroAt) - Date.parse(clock.pressedAt),
    // A rollback that was over before anybody opened the incident restored it at once.
    restore: Math.max(0, restoredAt - openedAt),
  };
}

import { describe, expect, test } from '@jest/globals';
import { EVERYTHING, fitsFilter, type IncidentFilter } from '../../../src/engine/incidents/search.ts';
import type { Incident } from '../../../src/model/incident.ts';
import { incident } from '../../views/incident-fixtures.ts';

const by = { kind: 'user', id: 'U0ANN' } as const;
const figures = { detect: null, rollBack: null, restore: null };

const over = incident({
  phase: 'Resolved',
  severity: 'sev1',
  resolution: { by, at: '', cause: 'A query without an INDEX', impact: 'Orders of Basel', followUps: [], figures },
});
const fits = (wanted: Partial<IncidentFilter>, of: Incident = over) => fitsFilter(of, { ...EVERYTHING, ...wanted });
const at = (time: string) => new Date(time);

describe('an incident fits', () => {
  test.each<[string, Partial<IncidentFilter>, boolean]>([
    ['when nothing is asked for', {}, true],
    ['by words of its reason, cause and impact in any case', { text: 'checkout index  basel' }, true],
    ['by its name', { text: 'mm90chs0' }, true],
    ['not when one of the words is nowhere', { text: 'checkout pager' }, false],
    ['by its service', { service: 'shop' }, true],
    ['not by another service', { service: 'cart' }, false],
    ['by its environment', { environment: 'production' }, true],
    ['not by another environment', { environment: 'staging' }, false],
    ['by how it stands', { state: 'over' }, true],
    ['not when it is over and open ones are wanted', { state: 'open' }, false],
    ['by the severity that it had at the end', { severity: 'sev1' }, true],
    ['not by the one that it was opened with', { severity: 'sev2' }, false],
    ['since the moment at which it was opened', { since: at('2026-05-04T12:10:00.000Z') }, true],
    ['not since a later one', { since: at('2026-05-04T12:10:01.000Z') }, false],
  ])('%s', (_, wanted, expected) => {
    expect(fits(wanted)).toBe(expected);
  });

  test('also before anybody has taken it up', () => {
    expect(fits({ state: 'open', severity: 'sev2' }, incident(null))).toBe(true);
    expect(fits({ state: 'over' }, incident(null))).toBe(false);
  });
});

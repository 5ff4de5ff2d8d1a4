/** What is found after a rollback: good only where it is known to be. */
import { describe, expect, test } from '@jest/globals';
import { findingsOf, metricFinding } from '../../../src/engine/rollback/findings.ts';
import type { Gauge, Reach } from '../../../src/engine/rollback/verify-ports.ts';
import { outcomeOf } from '../../../src/model/verification.ts';
import { IMAGE, KEPT, NEW, OLD, updating } from '../support/situations.ts';

const WAY = { from: { hash: NEW, image: `${IMAGE}:2.0.0` }, to: KEPT };
const STABLE = { service: 'shop-stable', selects: OLD, ready: 2, others: 0 };

function reach(differs: Partial<Reach> = {}, snapshot: Partial<Reach['snapshot']> = {}): Reach {
  return {
    snapshot: updating({
      desiredHash: OLD,
      stableHash: OLD,
      image: `${IMAGE}:1.0.0`,
      replicas: { desired: 2, current: 2, updated: 2, ready: 2, available: 2 },
      traffic: [{ hash: OLD, percent: 100 }],
      git: null,
      ...snapshot,
    }),
    ready: 2,
    services: [STABLE],
    unread: null,
    ...differs,
  };
}

describe('of the cluster', () => {
  test('all is good when pods, Service and traffic are those of the version that came back', () => {
    const findings = findingsOf(reach(), WAY);
    expect(findings.map(({ says }) => says)).toEqual([
      '2 of 2 pods ready',
      'endpoints of shop-stable: 2 ready',
      '100 % of the traffic',
    ]);
    expect(outcomeOf(findings)).toBe('verified');
  });

  test.each<[string, Reach, string, string]>([
    ['a pod that is not ready', reach({ ready: 1 }), 'wrong', '1 of 2 pods ready'],
    ['a selector of another version', reach({ services: [{ ...STABLE, selects: NEW }] }), 'wrong', `selects ${NEW}`],
    ['a Service without a ready pod', reach({ services: [{ ...STABLE, ready: 0 }] }), 'wrong', 'none ready'],
    ['endpoints of other pods', reach({ services: [{ ...STABLE, others: 1 }] }), 'wrong', '1 of another version'],
    [
      'traffic on another version',
      reach(
        {},
        {
          traffic: [
            { hash: OLD, percent: 80 },
            { hash: NEW, percent: 20 },
          ],
        },
      ),
      'wrong',
      '80 % of the traffic',
    ],
    [
      'the bad version that is wanted again',
      reach({}, { desiredHash: NEW, image: WAY.from.image, git: { tool: 'Flux', owner: null } }),
      'wrong',
      'not 1.0.0',
    ],
    ['a third version that is wanted', reach({}, { desiredHash: 'x', image: `${IMAGE}:3.0.0` }), 'partly', '3.0.0'],
    [
      'endpoints that may not be read',
      reach({ services: null, unread: { why: 'the right is missing', hint: 'Grant it.' } }),
      'partly',
      'the right is missing',
    ],
  ])('%s is told', (_, seen, outcome, says) => {
    const findings = findingsOf(seen, WAY);
    expect([outcomeOf(findings), findings.map((finding) => finding.says).join(' · ')]).toEqual([
      outcome,
      expect.stringContaining(says),
    ]);
    expect(findings.filter(({ state }) => state !== 'good').every(({ hint }) => hint !== undefined)).toBe(true);
  });

  test.each<[string, Reach]>([
    [
      'a Service that selects both versions, between which a router splits',
      reach({ services: [{ ...STABLE, selects: null, others: 3 }] }),
    ],
    ['a target without a Service', reach({ services: [] })],
    [
      'a target that is scaled to nothing',
      reach(
        { ready: 0, services: [{ ...STABLE, ready: 0 }] },
        { traffic: [], replicas: { desired: 0, current: 0, updated: 0, ready: 0, available: 0 } },
      ),
    ],
    ['a configuration of the same image', reach({}, { desiredHash: OLD, image: KEPT.image })],
  ])('%s is no mistake', (_, seen) => {
    expect(outcomeOf(findingsOf(seen, WAY))).toBe('verified');
  });

  test('the bad configuration of the same image is told when it is wanted again', () => {
    const findings = findingsOf(reach({}, { desiredHash: NEW, image: KEPT.image }), WAY);
    expect(outcomeOf(findings)).toBe('wrong');
  });
});

describe('of a number', () => {
  const gauge = (values: Gauge['values'], limit: Partial<Gauge> = { max: 0.05 }): Gauge => ({
    name: 'errors',
    min: null,
    max: null,
    values,
    why: null,
    ...limit,
  });

  test.each<[string, Gauge, string, string]>([
    ['below its limit', gauge([0.01]), 'good', 'errors 0.01 (at most 0.05)'],
    ['at its limit', gauge([0.05]), 'good', 'errors 0.05'],
    ['the worst of several series', gauge([0.01, 0.04]), 'good', 'errors 0.04'],
    ['above its limit', gauge([0.01, 0.4]), 'bad', 'errors is 0.4, not at most 0.05'],
    ['below the least', gauge([3], { min: 5 }), 'bad', 'errors is 3, not at least 5'],
    ['between two limits', gauge([3], { min: 2, max: 4 }), 'good', 'errors 3 (from 2 to 4)'],
    ['infinite', gauge([Number.POSITIVE_INFINITY]), 'bad', 'errors is infinite'],
    ['no number', gauge([Number.NaN]), 'unknown', 'it is no number'],
    ['no number in one series of two', gauge([0.01, Number.NaN]), 'unknown', 'it is no number'],
    ['nothing', gauge([]), 'unknown', 'no series matched'],
    ['no answer', gauge(null, { max: 1, why: 'Prometheus does not answer' }), 'unknown', 'Prometheus does not answer'],
  ])('%s', (_, measured, state, says) => {
    const finding = metricFinding(measured);
    expect([finding.state, finding.says]).toEqual([state, expect.stringContaining(says)]);
    expect(finding.hint === undefined).toBe(state === 'good');
  });
});

test('nothing found is nothing known', () => {
  expect(outcomeOf([])).toBe('partly');
});

/** The page of a post-mortem: what it says, that nobody's words become markup, and that what is missing does not stop it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Incident, IncidentStatus } from '../../src/model/incident.ts';
import type { Release } from '../../src/model/release.ts';
import type { Captured, Material } from '../../src/report/incident/material.ts';
import { postmortemHtml } from '../../src/report/incident/postmortem.ts';
import { incident, incidentStatus, incidentView } from '../views/incident-fixtures.ts';
import { hostile, readable, skeleton } from './reading.ts';
import { contentsOf, FILES } from './sample.ts';

const PRESS = Date.parse('2026-11-21T09:45:57.123Z');
const at = (seconds: number) => new Date(PRESS + seconds * 1_000).toISOString();
const ann = { kind: 'user', id: 'U0ANN' } as const;

function statusSaying(words: string): IncidentStatus {
  return incidentStatus({
    phase: 'Resolved',
    tasks: [
      { id: 't1', title: `Find the cause ${words}`, owner: 'U0ANN', state: 'done' },
      { id: 't2', title: `Add a test ${words}`, owner: null, state: 'open' },
    ],
    story: [
      { at: at(-60), what: 'opened', by: ann, reason: words },
      { at: at(0), what: 'update', by: ann, text: `We roll back ${words}` },
      { at: at(300), what: 'resolved', by: ann, cause: words, impact: words },
    ],
    resolution: {
      by: ann,
      at: at(300),
      cause: `A query ${words}`,
      impact: words,
      followUps: [],
      figures: { detect: 360_000, rollBack: 120, restore: null },
    },
  });
}

function material(words = 'checkout fails', captures: readonly Captured[] = CAPTURES): Material {
  const status = statusSaying(words);
  const made: Incident = { ...incident(), createdAt: at(-60), status, spec: { ...incident().spec, reason: words } };
  const release = FILES['release.json'] as Release;
  const nearby = { ...release, name: 'cart-1', spec: { ...release.spec, service: 'cart' } };
  return {
    status,
    captures,
    names: new Map([['U0ANN', 'Ann <b>Lee</b>']]),
    view: incidentView({ incident: made, releases: [release], nearby: [nearby] }),
  };
}

const CAPTURES = [{ name: 'shop_2026-11-21T09-45-57.123Z', contents: contentsOf() }];
const pageOf = (of: Material) => [...postmortemHtml(of)].join('');
const seen = (of: Material) => readable(pageOf(of));

describe('the page of a post-mortem', () => {
  test('says what it was, how bad, who, and how long it took', () => {
    const text = seen(material());
    expect(text).toContain('shop in production: checkout fails');
    expect(text).toMatch(
      /Severity SEV 2: .* Opened 2026-11-21 09:44:57 UTC by Ann <b>Lee<\/b> .*Commander Ann <b>Lee<\/b>/,
    );
    expect(text).toMatch(/Cause A query checkout fails Impact checkout fails/);
    expect(text).toMatch(/until it was noticed 6 min .*to roll back 120 ms .*to restore not known/);
    expect(text).toMatch(/Rollback of 2\.0\.0 .*bad version without traffic 09:45:57\.243 \+120 ms/);
  });

  test('tells incident and release as one timeline, each once and in order', () => {
    const timeline = pageOf(material()).match(/<ol class="timeline">.*?<\/ol>/s)?.[0] ?? '';
    const lines = [...timeline.matchAll(/<li.*?<\/li>/gs)].map(([line]) => readable(line).trim());
    expect(lines).toEqual([
      expect.stringMatching(/· Elsewhere: cart in production 2\.0\.0 began$/),
      expect.stringMatching(/Requested by U0DEV: faster checkout$/),
      expect.stringMatching(/Started: shop in production/),
      expect.stringMatching(/Step 2 of 4/),
      expect.stringMatching(/Waits for 1 approval$/),
      expect.stringMatching(/^09:44:57\.123 ✕ bad: Opened by Ann <b>Lee<\/b>: checkout fails$/),
      expect.stringMatching(/^09:45:57\.123 \+1 min · Ann <b>Lee<\/b>: We roll back checkout fails$/),
      expect.stringMatching(/Rollback to 1\.4\.2 asked by U0DEV: errors at checkout$/),
      expect.stringMatching(/✓ good: The bad version is at 0 %/),
      expect.stringMatching(/✓ good: Resolved by Ann <b>Lee<\/b>: checkout fails$/),
    ]);
  });

  test('draws what was captured, with the incident among the marks where it lies within the numbers', () => {
    const page = pageOf(material());
    expect(page.match(/<svg class="plot"/g)).toHaveLength(2);
    expect(readable(page)).toMatch(/error-rate .*incident/);
    expect(page.match(/<text class="mark"[^>]*>(incident|resolved)</g)?.length).toBe(2);
  });

  test.each([
    ['is gone', [{ name: 'shop_1', contents: null }], /The evidence shop_1 is not there any more/],
    ['has no numbers', [{ name: 'shop_1', contents: contentsOf({}) }], /The evidence shop_1 has no numbers/],
  ])('says so where the evidence %s', (_, captures, words) => {
    expect(seen(material('x', captures))).toMatch(words);
    expect(pageOf(material('x', captures))).not.toContain('<svg class="plot"');
  });

  test('without evidence, tasks and other changes has no empty section', () => {
    const { view, status } = material('x', []);
    const bare = { ...status, tasks: [] };
    const page = pageOf({
      captures: [],
      names: new Map(),
      status: bare,
      view: { ...view, nearby: [], releases: [], incident: { ...view.incident, status: bare } },
    });
    const sections = [...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id);
    expect(sections).toEqual(['outcome', 'numbers', 'timeline']);
  });

  test('asks nobody for anything: no script, no address outside itself, and a policy that forbids it', () => {
    const page = pageOf(material());
    const addresses = [...page.matchAll(/\b(?:href|src|srcset|action|data|poster)="([^"]*)"/g)];
    for (const [, address = ''] of addresses) expect(address).toMatch(/^#[a-z-]+$/);
    expect(page).not.toMatch(/<script|url\(|@import|\son\w+=/i);
    expect(page).toContain('content="default-src &#39;none&#39;;');
  });

  test('never takes for markup what somebody has written', () => {
    const plain = skeleton(pageOf(material('words')));
    fc.assert(
      fc.property(hostile, (words) => {
        expect(skeleton(pageOf(material(words)))).toBe(plain);
      }),
      { numRuns: 200 },
    );
  });
});

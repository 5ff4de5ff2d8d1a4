/** The pages of a capture: what they say, that nobody's words become markup, and that odd contents do not stop them. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Contents } from '../../src/report/evidence/contents.ts';
import { PAGES } from '../../src/report/evidence/index.ts';
import * as index from '../../src/report/evidence/index-page.ts';
import * as report from '../../src/report/evidence/report.ts';
import { hostile, readable, skeleton } from './reading.ts';
import { ABOUT, contentsOf, FILES, pod } from './sample.ts';

const reportHtml = (contents: Contents) => [...report.reportHtml(contents)].join('');
const indexMarkdown = (contents: Contents) => [...index.indexMarkdown(contents)].join('');

const seen = (contents: Contents) => readable(reportHtml(contents));

describe('the report', () => {
  test('says what happened, who did it, and why', () => {
    const text = seen(contentsOf());
    expect(text).toContain('shop in production: 2.0.0 rolled back to 1.4.2');
    expect(text).toContain('Rolled back by U0DEV Reason of the rollback errors at checkout');
    expect(text).toContain('State at that moment Paused · step 1 of 4 · weight 30 % · CanaryPauseStep');
  });

  test('tells the release, the rollback and the analysis as one timeline around the press', () => {
    const timeline = reportHtml(contentsOf()).match(/<ol class="timeline">.*?<\/ol>/s)?.[0] ?? '';
    const lines = [...timeline.matchAll(/<li.*?<\/li>/gs)].map(([line]) => readable(line).trim());
    expect(lines).toEqual([
      expect.stringMatching(/^09:38:57.123 −7 min ▶ asked: Requested by U0DEV: faster checkout$/),
      expect.stringMatching(/Started: shop in production, 1\.4\.2 → 2\.0\.0$/),
      expect.stringMatching(/Step 2 of 4 · weight 30 %$/),
      expect.stringMatching(/Waits for 1 approval$/),
      expect.stringMatching(/Analysis shop-7847575d48-2-1 began$/),
      expect.stringMatching(/−2 min ✕ bad: Metric error-rate: first measurement that failed: \[0\.22\]$/),
      expect.stringMatching(/^09:45:57\.123 ▶ asked: The press arrived$/),
      expect.stringMatching(/\+2 ms ▶ asked: Rollback to 1\.4\.2 asked by U0DEV: errors at checkout$/),
      expect.stringMatching(/\+17 ms · The API server took the write that moves traffic$/),
      expect.stringMatching(/This capture began$/),
      expect.stringMatching(/\+120 ms ✓ good: The bad version is at 0 % · 120 ms after the press$/),
    ]);
  });

  test('has the clock of the rollback, and says what had not come yet', () => {
    expect(seen(contentsOf())).toMatch(
      /accepted by the API server 09:45:57\.140 \+17 ms .*without traffic 09:45:57\.243 \+120 ms .*healthy not yet when this was captured/,
    );
  });

  test('shows every measurement of every analysis', () => {
    const text = seen(contentsOf());
    expect(text).toMatch(/error-rate ✕ Failed : 3 measurements passes when result\[0\] < 0\.05/);
    for (const value of ['[0.012]', '[0.22]', '[0.31]']) expect(text).toContain(value);
  });

  test('shows logs of crashed pods of the new version first, the run before the crash above all, with links to the files', () => {
    const paths = [...reportHtml(contentsOf()).matchAll(/<h3><a href="(logs\/[^"]+)"/g)].map(([, path]) => path);
    expect(paths).toEqual([
      'logs/shop-7847575d48-aaaaa/app.previous.log',
      'logs/shop-7847575d48-aaaaa/app.log',
      'logs/shop-6c9f8b7d5-bbbbb/app.log',
    ]);
    expect(seen(contentsOf())).toMatch(/new version · crashed · all of it starting panic: cannot open database/);
    expect(seen(contentsOf())).toContain('stable version · the newest 40 lines');
  });

  test('groups what is missing by its reason', () => {
    const why = 'Rollbridge lacks the right to get pods/log';
    const missing = [1, 2, 3].map((n) => ({ what: `logs/pod-${n}/app.log`, why }));
    expect(seen(contentsOf(FILES, { missing }))).toContain(
      `${why} logs/pod-1/app.log logs/pod-2/app.log logs/pod-3/app.log`,
    );
    expect(seen(contentsOf(FILES, { missing: [] }))).toContain('Nothing that was wanted is missing.');
  });

  test('of a failure that nobody has rolled back yet says so', () => {
    const { 'release.json': release, ...rest } = FILES;
    const failed = { ...(release as object), status: { ...(release as { status: object }).status, rollback: null } };
    const contents = contentsOf({ ...rest, 'release.json': failed }, { about: { ...ABOUT, occasion: 'failure' } });
    expect(seen(contents)).toMatch(/shop in production: 2\.0\.0 failed Failed 2026-11-21 09:45:57 UTC/);
    expect(reportHtml(contents)).not.toContain('Rollback clock');
  });

  test('of a rollback that was not recorded in time is told from what was decided', () => {
    const { 'release.json': release, ...rest } = FILES;
    const { rollback } = (release as { status: { rollback: object } }).status;
    const text = seen(contentsOf({ ...rest, 'rollback.json': rollback }));
    expect(text).toContain('shop in production: 2.0.0 rolled back to 1.4.2');
    expect(text).toContain('Rollback to 1.4.2 pressed by U0DEV: errors at checkout');
  });

  test('asks nobody for anything: no script, no address outside its own folder, and a policy that forbids it', () => {
    const page = reportHtml(contentsOf());
    const addresses = [...page.matchAll(/\b(?:href|src|srcset|action|data|poster|xlink:href)="([^"]*)"/g)];
    expect(addresses.length).toBeGreaterThan(10);
    for (const [, address = ''] of addresses) expect(address).toMatch(/^(#[a-z-]+|[\w.-]+(\/[\w.-]+)*)$/);
    expect(page).not.toMatch(/<script|url\(|@import|\son\w+=/i);
    expect(page).toContain('content="default-src &#39;none&#39;;');
  });

  test('of many pods names those that crashed, and how many more there are', () => {
    const pods = Array.from({ length: 130 }, (_, n) => pod(`shop-7847575d48-${n}`, '7847575d48', n));
    const files = Object.fromEntries(pods.map((each) => [`pods/${each.metadata.name}.json`, each]));
    const text = seen(contentsOf(files));
    expect(text).toMatch(/restarts node shop-7847575d48-129 new Running · Error, exit 1 129 node-1/);
    expect(text).toContain('and 30 more pods');
  });
});

describe('the index', () => {
  test('is a page of Markdown that says the same in short', () => {
    const page = indexMarkdown(contentsOf());
    expect(page).toMatch(/^# shop in production: 2\.0\.0 rolled back to 1\.4\.2\n/);
    expect(page).toContain('| 09:45:57.140 | +17 ms | · | The API server took the write that moves traffic |');
    expect(page).toContain(
      '| new version (canary) | ghcr.io/acme/shop:2.0.0 | 7847575d48 | 2 available, 2 ready of 3 | 30 % |',
    );
    expect(page).toContain('[report.html](report.html)');
    expect(page).toContain('| [events.json](events.json) | ');
  });
});

/** Everything that people, applications and the cluster have written says `words`. */
function saying(words: string): Contents {
  const put = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((each) => put(each));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, put(each, name)]));
    return /^(message|reason|image|name|value|nodeName|id|type|version|pod|namespace|from|to|phase|hash|result)$/.test(
      key,
    ) &&
      typeof value === 'string' &&
      !/^\d{4}-/.test(value)
      ? // A number would be one more point on a chart, and rightly so.
        `${key === 'value' ? 'x' : ''}${words}`
      : value;
  };
  const files = Object.fromEntries(
    Object.entries(FILES).map(([path, content]) => [path, path.endsWith('.log') ? words : put(content)]),
  );
  const about = { ...ABOUT, service: words, environment: words, target: put(ABOUT.target) as typeof ABOUT.target };
  return contentsOf(files, { about, missing: [{ what: words, why: words }] });
}

describe('whatever somebody has written', () => {
  test('never becomes markup of the report', () => {
    const plain = skeleton(reportHtml(saying('words')));
    fc.assert(
      fc.property(hostile, (words) => {
        const page = reportHtml(saying(words));
        expect(skeleton(page)).toBe(plain);
        expect(page).not.toMatch(/[^\P{C}\n\t]/u);
      }),
      { numRuns: 200 },
    );
  });

  test('is read as it was written', () => {
    expect(seen(saying('<b>"Tom" & \'Jerry\'</b>'))).toContain(`<b>"Tom" & 'Jerry'</b>`);
    expect(seen(saying('\u001b[31mred\u001b[0m \u202egnp'))).toContain('red \\u{202e}gnp');
  });

  test('never becomes markup of the index', () => {
    const bones = (page: string) =>
      page
        .replace(/\\[\s\S]/g, '')
        .split('\n')
        .map((line) => line.replace(/(?!^)#|[^|[\]<>`*#~&]/g, ''));
    const plain = bones(indexMarkdown(saying('words')));
    fc.assert(
      fc.property(hostile, (words) => {
        expect(bones(indexMarkdown(saying(words)))).toEqual(plain);
      }),
      { numRuns: 200 },
    );
  });
});

test('whatever an object of the cluster looks like, both pages are written and say what the capture is about', () => {
  const paths = Object.keys(FILES);
  const junk = fc.tuple(fc.constantFrom(...paths), fc.oneof(fc.jsonValue(), fc.constant('{half'), fc.string()));
  fc.assert(
    fc.property(junk, ([path, content]) => {
      const contents = contentsOf({ ...FILES, [path]: content });
      for (const { write } of PAGES) expect([...write(contents)].join('')).toMatch(/shop in production: /);
    }),
    { numRuns: 300 },
  );
});

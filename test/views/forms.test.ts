import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KnownVersion } from '../../src/model/choices.ts';
import { UserProblem } from '../../src/model/problem.ts';
import type { RollbackPlan } from '../../src/model/release-view.ts';
import { helpInstead, sayInstead } from '../../src/views/form/answers.ts';
import { carriedText, parseCarried } from '../../src/views/form/carried.ts';
import { deployForm } from '../../src/views/form/deploy.ts';
import { option, options } from '../../src/views/form/form.ts';
import { problemAtField, unexpectedAtField } from '../../src/views/form/problem.ts';
import { rejectForm } from '../../src/views/form/reject.ts';
import { rollbackForm, wayChoice, wayKey } from '../../src/views/form/rollback.ts';
import { versionChoices } from '../../src/views/form/versions.ts';
import { BASIS, plan, status, view } from './fixtures.ts';
import { deployDraft, FORMS, KNOWN, rollbackDraft, TAKEN } from './form-situations.ts';
import { expectGolden } from './golden.ts';
import { expectValid, expectValidForm, texts } from './valid.ts';

describe('every form is drawn as its golden file shows and Slack would open it', () => {
  for (const [name, draw] of Object.entries(FORMS)) {
    test(name, () => {
      const form = draw();
      expectGolden(name, form);
      expectValidForm(form);
    });
  }
});

describe('what a form carries', () => {
  const deploy = { by: 'U1', channel: null, service: null, environment: 'production' };
  const way = { release: null, service: 'shop', environment: 'production', from: 'abc' };

  test('comes back as it was', () => {
    expect(parseCarried('deploy', carriedText('deploy', deploy))).toEqual(deploy);
    const rollback = { by: 'U1', channel: 'C1', way };
    expect(parseCarried('rollback', carriedText('rollback', rollback))).toEqual(rollback);
    const reject = { by: 'U1', channel: 'C1', press: { release: 'shop-1', basis: BASIS } };
    expect(parseCarried('reject', carriedText('reject', reject))).toEqual(reject);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a field too many', JSON.stringify({ ...deploy, admin: true })],
    ['a field too few', JSON.stringify({ ...deploy, by: undefined })],
    ['nobody', JSON.stringify({ ...deploy, by: '' })],
    ['a number for a name', JSON.stringify({ ...deploy, service: 7 })],
    ['a name longer than any', JSON.stringify({ ...deploy, service: 'x'.repeat(64) })],
    ['what another form carries', carriedText('rollback', { by: 'U1', channel: null, way })],
    ['more than Slack carries', JSON.stringify({ ...deploy, service: 'x'.repeat(3_000) })],
    ['a prototype', '{"__proto__":{"by":"U1"}}'],
  ])('is nothing when it is %s', (_, text) => expect(parseCarried('deploy', text)).toBeNull());
});

describe('the list of versions', () => {
  const texts = (typed: string, known: readonly KnownVersion[] = KNOWN) =>
    versionChoices(known, typed).map(({ text }) => text);

  test('says of each what it is', () => {
    expect(texts('')).toEqual([
      '1.4.2 · runs now',
      '1.5.0 · released in staging',
      '1.4.9 · rolled back',
      '1.4.1 · revision 9',
    ]);
  });

  test.each<[Partial<KnownVersion>, string]>([
    [{ now: 'stable' }, '2.0.0 · stable'],
    [{ now: 'coming' }, '2.0.0 · under way'],
    [{ now: 'coming', released: { environment: null, phase: 'AwaitingApproval', at: '' } }, '2.0.0 · under way'],
    [{ now: 'coming', released: { environment: null, phase: 'Aborted', at: '' } }, '2.0.0 · aborted'],
    [{ now: 'runs', released: { environment: null, phase: 'Completed', at: '' } }, '2.0.0 · runs now'],
    [{ now: 'runs', released: { environment: null, phase: 'RolledBack', at: '' } }, '2.0.0 · runs now · rolled back'],
    [{ released: { environment: 'staging', phase: 'Paused', at: '' } }, '2.0.0 · under way in staging'],
    [{ released: { environment: null, phase: 'Superseded', at: '' } }, '2.0.0 · superseded'],
    [{}, '2.0.0'],
  ])('says %j as %s', (differs, text) => {
    expect(texts('', [{ version: '2.0.0', now: null, revision: null, released: null, ...differs }])).toEqual([text]);
  });

  test.each([
    ['1.5', ['1.5.0 · released in staging', 'use “1.5”']],
    ['V1.5.0', ['1.5.0 · released in staging']],
    [' 1.5.0 ', ['1.5.0 · released in staging']],
    ['9.9', ['use “9.9”']],
    ['v', ['1.4.2 · runs now', '1.5.0 · released in staging', '1.4.9 · rolled back', '1.4.1 · revision 9', 'use “v”']],
    ['x'.repeat(75), [`use “${'x'.repeat(64)}…”`]],
    ['x'.repeat(76), ['Too long for a form: say /deploy <service> <version>']],
  ])('finds %j', (typed, expected) => {
    expect(texts(typed)).toEqual(expected);
  });

  test('offers what is typed as it is typed', () => {
    expect(versionChoices(KNOWN, ` sha256:${'ab'.repeat(32)} `).at(-1)?.value).toBe(`sha256:${'ab'.repeat(32)}`);
    expect(versionChoices(KNOWN, 'x'.repeat(200)).at(-1)?.value).toBe('—');
  });

  test('has no more than Slack shows, what is typed among it', () => {
    const many = Array.from({ length: 300 }, (_, i) => ({ ...KNOWN[3], version: `1.${i}` }) as KnownVersion);
    const shown = options(versionChoices(many, '1'));
    expect(shown).toHaveLength(100);
    expect(shown.at(-1)?.value).toBe('1');
  });
});

describe('a way back', () => {
  test('reads as a line and its small print', () => {
    expect(wayChoice(plan())).toEqual({
      value: 'shop production',
      text: 'shop in production: 1.5.0 → 1.4.2',
      detail: 'abort, about 300 ms',
    });
    expect(wayChoice(plan({ expectedMs: 0, mechanism: 'restore-before-switch' })).detail).toMatch(/at once$/);
    expect(wayChoice(plan({ expectedMs: null })).detail).toMatch(/as long as its pods need to start$/);
  });

  test('has a key of its own, however long its names are', () => {
    const service = 's'.repeat(63);
    const keys = ['a', 'b'].map((last) => wayKey({ service, environment: `${'e'.repeat(62)}${last}` }));
    expect(keys[0]).not.toBe(keys[1]);
    for (const key of keys) expect(key).toHaveLength(75);
    expect(wayKey({ service, environment: `${'e'.repeat(62)}a` })).toBe(keys[0]);
  });
});

describe('a problem at a field', () => {
  test('is plain text that says what, why and what to do', () => {
    expect(problemAtField(TAKEN)).toBe(
      'shop already runs 1.4.2 in production. There is nothing to change. /deploy status shop shows what runs.',
    );
    expect(unexpectedAtField('7F3K')).toContain('Reference 7F3K');
  });

  test('names nobody by an id, and ends where nobody reads on', () => {
    const faster = { happened: '<@U0BOB> was faster than <@U0ANN>.', why: '', hint: 'x'.repeat(900) };
    const text = problemAtField(new UserProblem('already-decided', faster));
    expect(text).toMatch(/^Somebody was faster than somebody\. x+…$/);
    expect(text.length).toBeLessThanOrEqual(500);
  });
});

test('where a form cannot be opened it is said what to type', () => {
  for (const message of [helpInstead([{ usage: '/deploy <service>', summary: 'start' }]), sayInstead('/deploy shop')]) {
    expectValid(message);
    expect(message.text).toContain('could not be opened, and nothing was done');
    expect(JSON.stringify(message.blocks)).toContain('/deploy');
  }
});

const NAME = 63;

/** Every form with this text wherever somebody else's may stand; names are as long as the catalog lets them be. */
function everyForm(text: string) {
  const name = text.slice(0, NAME).toWellFormed() || 'x';
  const services = [{ name, environments: [name], usual: name }];
  const way: RollbackPlan = {
    service: name,
    environment: name,
    release: name,
    from: { hash: name, image: text },
    to: { hash: name, image: text, revision: 1 },
    outlook: { mechanism: 'abort-canary', expectedMs: 1, caveats: ['not-live'] },
  };
  const problem = new UserProblem('usage', { happened: text, why: text, hint: text });
  const said = { services, service: name, environment: name, version: text, reason: text, notice: text };
  return [
    deployForm(deployDraft({ ...said, problem: { field: 'service', problem } })),
    rollbackForm(rollbackDraft({ ways: [way], chosen: way, reason: text, problem: { field: 'way', problem } })),
    rejectForm({
      by: 'U1',
      channel: 'C1',
      press: { release: name, basis: BASIS },
      view: view(status('AwaitingApproval')),
      reason: text,
      problem: { field: 'reason', problem },
    }),
  ];
}

describe('whatever others write', () => {
  const harmless = (text: string) => {
    for (const form of everyForm(text)) {
      expectValidForm(form);
      for (const { type, text: markup } of texts(form.blocks)) {
        if (type === 'mrkdwn') expect(markup.replace(/<@[UW][A-Z0-9]+>/g, '')).not.toMatch(/[<>]/);
      }
    }
    for (const choice of versionChoices([{ version: text, now: 'runs', revision: 1, released: null }], text)) {
      expect(option(choice)?.text.text.length ?? 1).toBeLessThanOrEqual(75);
    }
  };

  test.each([
    ['a broadcast', '<!channel> @here'],
    ['a link', '<https://evil.example|shop>'],
    ['formatting', '*bold* `code` ```fence``` :tada:'],
    ['nothing but blanks', ' \n '],
    ['half a character', '\uD83D'],
    ['quotes that grow in JSON', '"\\'.repeat(2_000)],
    ['5,000 ampersands', '&'.repeat(5_000)],
    ['5,000 emoji', '😀'.repeat(5_000)],
  ])('no form does harm or is refused with %s', (_, text) => harmless(text));

  test('no form does harm or is refused with anything at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), harmless), { numRuns: 100 });
  });
});

describe('the largest form', () => {
  const names = Array.from({ length: 500 }, (_, i) => `service-${String(i).padStart(3, '0')}`);

  test('of many services is searched instead of listed', () => {
    const services = names.map((name) => ({ name, environments: ['production'], usual: 'production' }));
    const form = deployForm(deployDraft({ services, service: 'service-400', environment: 'production' }));
    expectValidForm(form);
    expect(form.blocks[0]).toMatchObject({
      element: { type: 'external_select', min_query_length: 0, initial_option: { value: 'service-400' } },
    });
    const just = deployForm(deployDraft({ services: services.slice(0, 100) }));
    expectValidForm(just);
    expect(just.blocks[0]).toMatchObject({ element: { type: 'static_select' } });
  });

  test('of many ways back too', () => {
    const ways = names.map((service) => ({ ...plan(), service }));
    const form = rollbackForm(rollbackDraft({ ways, chosen: ways[3] ?? null }));
    expectValidForm(form);
    expect(form.blocks[0]).toMatchObject({
      element: { type: 'external_select', initial_option: { value: 'service-003 production' } },
    });
  });

  test('of no service at all can still be opened', () => expectValidForm(deployForm(deployDraft({ services: [] }))));
});

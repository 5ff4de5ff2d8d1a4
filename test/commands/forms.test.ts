import { describe, expect, test } from '@jest/globals';
import { openDeploy } from '../../src/commands/form/deploy.ts';
import {
  chosenIn,
  failedChoice,
  failedForm,
  isUrgentForm,
  offeredIn,
  refusedChoice,
  refusedForm,
  submitForm,
} from '../../src/commands/form/forms.ts';
import { openMore } from '../../src/commands/form/more.ts';
import { openReject } from '../../src/commands/form/reject.ts';
import { openRollback } from '../../src/commands/form/rollback.ts';
import type { Filled, Submitted } from '../../src/commands/form/types.ts';
import { runCommand } from '../../src/commands/index.ts';
import { press } from '../../src/commands/press.ts';
import { type ProblemCode, UserProblem } from '../../src/model/problem.ts';
import type { Form } from '../../src/views/form/form.ts';
import { wayKey } from '../../src/views/form/rollback.ts';
import { pressValue } from '../../src/views/press.ts';
import { BASIS, GATE_OFFERS, NEW_HASH, plan, status, view } from '../views/fixtures.ts';
import { CART, KNOWN, SERVICES } from '../views/form-situations.ts';
import { expectValid, expectValidForm } from '../views/valid.ts';
import { depsOf, FakeEngine, problem } from './fake-engine.ts';
import { ANN, AT, filled, shows } from './filled.ts';

const REQUEST = { by: ANN, receivedAt: AT, channel: 'C0HERE' };
const GATE = view(status('AwaitingApproval'), { offers: GATE_OFFERS });
const OPENED = { release: GATE.release.name, basis: BASIS };

function office(differs: Partial<FakeEngine> = {}) {
  const engine = Object.assign(new FakeEngine(), { offered: SERVICES, all: [GATE], ...differs });
  return {
    engine,
    deps: depsOf(engine, AT),
  };
}

type Parts = ReturnType<typeof office>;

const deployForm = ({ deps }: Parts, start = {}) => openDeploy(REQUEST, deps, start);
const rejectForm = ({ deps }: Parts) => openReject(OPENED, REQUEST, deps).form;

/** As the dispatcher does it: a refusal is shown where it belongs. */
async function sent(form: Filled, { deps }: Parts): Promise<Submitted> {
  return await submitForm(form, deps).catch((error: unknown) => {
    if (error instanceof UserProblem) return refusedForm(form, error, deps);
    throw error;
  });
}

async function refusalOf(work: Promise<unknown>): Promise<UserProblem> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof UserProblem) return error;
  throw new Error(`no UserProblem but ${String(error)}`);
}

describe('a command alone opens its form', () => {
  test.each([
    ['/deploy', 'deploy'],
    ['/rollback', 'rollback'],
  ])('%s', async (command, id) => {
    const reply = await runCommand(command, ' ', REQUEST, office().deps);
    if (!('form' in reply)) throw new Error('no form');
    expectValidForm(reply.form);
    expectValid(reply.otherwise);
    expect(reply.form.callback_id).toBe(id);
    expect(JSON.stringify(reply.otherwise.blocks)).toMatch(/could not be opened.*\/deploy reject.*\/rollback/);
  });

  test('and asks the engine for nothing yet', async () => {
    const parts = office();
    await runCommand('/deploy', '', REQUEST, parts.deps);
    await runCommand('/rollback', '', REQUEST, parts.deps);
    expect(parts.engine.calls).toEqual([]);
  });
});

describe('the form of /deploy', () => {
  test('asks for a release as the command does, and says the same', async () => {
    const parts = office();
    const form = deployForm(parts, { service: 'shop' });
    const came = await sent(filled(form, { version: '1.5.0', reason: ' faster ' }), parts);
    expect(parts.engine.calls).toEqual([
      {
        ask: 'deploy',
        intent: { by: ANN, service: 'shop', environment: 'production', version: '1.5.0', reason: 'faster' },
      },
    ]);
    const typed = await runCommand('/deploy', 'shop 1.5.0', REQUEST, parts.deps);
    expect(came).toEqual({ came: 'done', answer: typed, channels: ['C0HERE', 'C0RELEASES'] });
  });

  test('starts with what is known: one service, its usual environment', () => {
    expect(shows(deployForm(office()))).toEqual({ service: null, environment: null, version: null, reason: null });
    const one = office({ offered: SERVICES.slice(1) });
    expect(shows(deployForm(one))).toMatchObject({ service: 'shop', environment: 'production' });
    expect(shows(deployForm(office(), { service: 'ghost' }))).toMatchObject({ service: null });
  });

  test('shows the environments of the service that is chosen, and keeps what was entered', async () => {
    const parts = office();
    const form = filled(deployForm(parts), { service: 'cart', version: '7.7.7', reason: 'because' });
    const next = await chosenIn('service', form, parts.deps);
    expectValidForm(next);
    expect(shows(next)).toEqual({ service: 'cart', environment: 'production', version: '7.7.7', reason: 'because' });
    expect(JSON.stringify(next.blocks)).not.toContain('staging');
    const before = filled(deployForm(parts)).fields;
    const after = filled(next).fields;
    expect(after.get('service')?.block).toBe(before.get('service')?.block);
    expect(after.get('reason')?.block).toBe(before.get('reason')?.block);
    expect(after.get('environment')?.block).not.toBe(before.get('environment')?.block);
  });

  test('keeps an environment that the next service has too, and a version for another environment', async () => {
    const parts = office();
    const first = deployForm(parts, { service: 'shop' });
    const staging = await chosenIn(
      'environment',
      filled(first, { environment: 'staging', version: '1.5.0' }),
      parts.deps,
    );
    expect(shows(staging)).toMatchObject({ environment: 'staging', version: '1.5.0' });
    expect(filled(staging).fields.get('version')?.block).toBe(filled(first).fields.get('version')?.block);
    const cart = await chosenIn('service', filled(staging, { service: 'cart' }), parts.deps);
    expect(shows(cart)).toMatchObject({ environment: 'production' });
  });

  test('lets a version of another service go unless it was typed or both have it', async () => {
    const parts = office({ known: { 'shop production': KNOWN, 'cart production': KNOWN.slice(0, 1) } });
    const shop = deployForm(parts, { service: 'shop' });
    const toCart = async (version: string) =>
      shows(await chosenIn('service', filled(shop, { service: 'cart', version }), parts.deps)).version;
    expect(await toCart('1.5.0')).toBeNull();
    expect(await toCart('1.4.2')).toBe('1.4.2');
    expect(await toCart('9.9.9-typed')).toBe('9.9.9-typed');
  });

  test('searches services, environments and the versions of what it was drawn for', async () => {
    const parts = office({ known: { 'shop production': KNOWN } });
    const search = async (menu: string, typed: string, form = deployForm(parts, { service: 'shop' })) =>
      // Slack sends no fields with a search.
      (await offeredIn(menu, typed, { ...filled(form), fields: new Map() }, parts.deps)).map(({ value }) => value);
    expect(await search('service', 'SH')).toEqual(['shop']);
    expect(await search('environment', '')).toEqual(['staging', 'production']);
    expect(await search('version', '1.4')).toEqual(['1.4.2', '1.4.9', '1.4.1', '1.4']);
    expect(await search('version', '', deployForm(parts))).toEqual([]);
    expect(await search('version', '2', deployForm(parts))).toEqual(['2']);
  });

  test.each<[ProblemCode, string]>([
    ['unknown-service', 'service'],
    ['unknown-environment', 'environment'],
    ['several-targets', 'environment'],
    ['unknown-version', 'version'],
    ['already-running', 'version'],
    ['held', 'version'],
    ['not-allowed', 'service'],
    ['cannot-verify-membership', 'service'],
    ['release-running', 'service'],
    ['target-missing', 'service'],
    ['git-owned', 'service'],
    ['never-waits', 'service'],
    ['cluster-unreachable', 'service'],
  ])('shows %s at its field', async (code, field) => {
    const parts = office();
    parts.engine.before = () => Promise.reject(problem(code));
    const form = filled(deployForm(parts, { service: 'shop' }), { version: '1.5.0', reason: 'why' });
    const came = await sent(form, parts);
    const block = form.fields.get(field)?.block ?? '';
    expect(came).toMatchObject({ errors: { [block]: 'It was refused. For a reason. Do something else.' } });
    if (came.came !== 'refused') throw new Error(came.came);
    const redrawn = await came.form();
    expectValidForm(redrawn);
    expect(shows(redrawn)).toMatchObject({ service: 'shop', version: '1.5.0', reason: 'why' });
    expect(JSON.stringify(redrawn.blocks)).toContain(`problem-${field}`);
  });

  test('offers the environments anew when it still shows those of another service', async () => {
    const parts = office();
    const form = filled(deployForm(parts, { service: 'shop' }), {
      service: 'cart',
      environment: 'staging',
      version: '1',
    });
    const came = await sent(form, parts);
    if (came.came !== 'shown') throw new Error(came.came);
    expect(shows(came.form)).toMatchObject({ service: 'cart', environment: 'production' });
    expect(parts.engine.calls).toEqual([]);
  });

  test('becomes the form of /rollback with the plan of its service', async () => {
    const parts = office({ back: [CART, plan()] });
    const next = await chosenIn('rollback', filled(deployForm(parts, { service: 'shop' })), parts.deps);
    expect(next.callback_id).toBe('rollback');
    expect(shows(next)).toMatchObject({ way: 'shop production' });
  });
});

describe('the form of /rollback', () => {
  const SHOP = wayKey(plan());
  const both = () => office({ back: [CART, plan()] });

  test('shows a plan at once where there is one way back, and waits for a choice where there are more', async () => {
    const one = await openRollback(REQUEST, office().deps);
    expect(shows(one)).toEqual({ way: SHOP, reason: null });
    expect(one.submit?.text).toBe('Roll back');
    const more = await openRollback(REQUEST, both().deps);
    expect(shows(more)).toEqual({ way: null, reason: null });
    expect(more.submit?.text).toBe('Show the plan');
    const none = await openRollback(REQUEST, office({ back: [] }).deps);
    expectValidForm(none);
    expect(none.submit).toBeUndefined();
  });

  test('keeps evidence instead of what it shows, and takes nothing back', async () => {
    const parts = office();
    const shown = filled(await openRollback(REQUEST, parts.deps), { reason: 'slow' });
    const told = await chosenIn('capture', shown, parts.deps);
    expectValidForm(told);
    const intent = { by: ANN, service: 'shop', environment: 'production', reason: 'slow' };
    expect(parts.engine.calls).toEqual([{ ask: 'capture', intent }]);
    expect(JSON.stringify(told)).toMatch(/is being captured; nothing is changed/);
    expect(told.submit).toBeUndefined();
  });

  test('rolls back what it shows, at once, from the moment it arrived', async () => {
    const parts = office();
    const came = await sent(filled(await openRollback(REQUEST, parts.deps), { reason: 'errors' }), parts);
    expect(parts.engine.calls).toEqual([
      {
        ask: 'rollback',
        intent: {
          by: ANN,
          service: 'shop',
          environment: 'production',
          to: null,
          from: NEW_HASH,
          release: 'shop-production-x7k2p',
          reason: 'errors',
          pressedAt: AT,
        },
      },
    ]);
    expect(came).toMatchObject({ came: 'done', channels: ['C0HERE', 'C0RELEASES'] });
    expect(JSON.stringify(came)).toContain('Rollback of');
  });

  test('asks the engine for the plan of what is chosen, as the command does', async () => {
    const parts = both();
    const next = await chosenIn(
      'way',
      filled(await openRollback(REQUEST, parts.deps), { way: SHOP, reason: 'x' }),
      parts.deps,
    );
    expectValidForm(next);
    expect(shows(next)).toEqual({ way: SHOP, reason: 'x' });
    expect(JSON.stringify(next.blocks)).toMatch(/How: abort.*about 300 ms.*at once, without asking again/);
    expect(parts.engine.calls).toMatchObject([
      { ask: 'plan', intent: { service: 'shop', environment: 'production', to: null, from: null } },
    ]);
  });

  test('never rolls back what it did not show: another choice shows its plan first', async () => {
    const parts = both();
    const open = await openRollback(REQUEST, parts.deps);
    const shop = await chosenIn('way', filled(open, { way: SHOP }), parts.deps);
    for (const form of [filled(open, { way: SHOP }), filled(shop, { way: wayKey(CART) })]) {
      const before = parts.engine.calls.length;
      const came = await sent(form, parts);
      expect(came.came).toBe('shown');
      expect(parts.engine.calls.slice(before).map(({ ask }) => ask)).toEqual(['plan']);
    }
  });

  test('lists the chosen way although the list was cut before it', async () => {
    const many = Array.from({ length: 150 }, (_, i) => ({ ...plan(), service: `s${i}` }));
    const parts = office({ back: [...many, plan()] });
    const next = await chosenIn('way', filled(await openRollback(REQUEST, parts.deps), { way: SHOP }), parts.deps);
    expectValidForm(next);
    expect(shows(next).way).toBe(SHOP);
    expect((await offeredIn('way', 's14', { ...filled(next), fields: new Map() }, parts.deps)).length).toBe(11);
  });

  test('says at its field what has changed', async () => {
    const parts = office();
    parts.engine.before = () => Promise.reject(problem('stale'));
    const form = filled(await openRollback(REQUEST, parts.deps));
    expect(await sent(form, parts)).toMatchObject({
      came: 'refused',
      errors: { way: expect.stringContaining('refused') },
    });
  });

  test('says why nothing can go back when that is chosen', async () => {
    const parts = both();
    const form = filled(await openRollback(REQUEST, parts.deps), { way: SHOP });
    parts.engine.before = () => Promise.reject(problem('no-way-back'));
    const error = await refusalOf(chosenIn('way', form, parts.deps));
    const next = await refusedChoice(form, error, parts.deps);
    expectValidForm(next);
    expect(JSON.stringify(next.blocks)).toContain('problem-way');
    expect(next.submit?.text).toBe('Show the plan');
  });
});

describe('the form behind Reject with a reason…', () => {
  test('opens on the press of its button, bound to what the card showed', async () => {
    const parts = office();
    const pressed = { ...REQUEST, actionId: 'form.reject', value: pressValue(OPENED) };
    const reply = await press(pressed, parts.deps);
    if (!('form' in reply)) throw new Error('no form');
    expectValidForm(reply.form);
    expect(parts.engine.calls).toEqual([]);
    expect(JSON.stringify(reply.otherwise)).toContain('/deploy reject shop --env production --reason');
    await sent(filled(reply.form, { reason: 'too slow' }), parts);
    expect(parts.engine.calls).toEqual([
      { ask: 'press', intent: { by: ANN, offer: 'reject', ...OPENED, reason: 'too slow', pressedAt: AT } },
    ]);
  });

  test('rejects without a reason too', async () => {
    const parts = office();
    expect(await sent(filled(rejectForm(parts)), parts)).toMatchObject({
      came: 'done',
      channels: ['C0HERE', 'C0RELEASES'],
    });
    expect(parts.engine.calls).toMatchObject([{ intent: { reason: null } }]);
  });

  test('says at its field that somebody was faster', async () => {
    const parts = office();
    parts.engine.before = () => Promise.reject(problem('already-decided'));
    expect(await sent(filled(rejectForm(parts)), parts)).toMatchObject({ errors: { reason: expect.any(String) } });
  });

  test.each([
    ['a release that is gone', { all: [] }, 'unknown-release'],
    ['a release that waits for nothing', { all: [view(status('Progressing'), { offers: ['pause'] })] }, 'not-offered'],
  ])('does not open for %s', (_, differs, code) => {
    expect(() => rejectForm(office(differs))).toThrow(expect.objectContaining({ code }));
  });
});

describe('the form of more actions', () => {
  const RESTING = view(status('RolledBack'), { offers: ['lift'] });
  const moreForm = ({ deps }: Parts) => openMore(OPENED, REQUEST, deps).form;
  const asked = { by: ANN, service: 'shop', environment: 'production', reason: 'Queue grows' };

  test.each<[string, string | null, object]>([
    ['scale', ' 12 ', { ...asked, pods: 12 }],
    ['restart', null, { ...asked, action: 'restart', from: BASIS.hash }],
    ['debug', '1.5.0-debug', { ...asked, image: '1.5.0-debug' }],
  ])('%s asks for what was chosen, where the card is', async (what, detail, intent) => {
    const parts = office({ all: [RESTING] });
    const chosen = await chosenIn('what', filled(moreForm(parts), { what }), parts.deps);
    expectValidForm(chosen);
    expect(shows(chosen)).toEqual({ what, ...(detail === null ? {} : { detail: null }), reason: null });
    const came = await sent(filled(chosen, { detail, reason: asked.reason }), parts);
    expect(came).toMatchObject({ came: 'done', channels: ['C0HERE', 'C0RELEASES'] });
    expect(parts.engine.calls).toMatchObject([{ intent }]);
  });

  test.each<[string, string | null, RegExp]>([
    ['scale', 'many', /no number of pods/],
    ['scale', null, /no number of pods/],
    ['debug', ' ', /image is needed/],
  ])('says at its field what is wrong: %s with %s', async (what, detail, text) => {
    const parts = office({ all: [RESTING] });
    const chosen = await chosenIn('what', filled(moreForm(parts), { what }), parts.deps);
    const form = filled(chosen, { detail });
    const block = form.fields.get('detail')?.block ?? '';
    expect(await sent(form, parts)).toMatchObject({ errors: { [block]: expect.stringMatching(text) } });
    expect(parts.engine.calls).toEqual([]);
  });

  test('what was entered for one action is no answer for another', async () => {
    const parts = office({ all: [RESTING] });
    const chosen = await chosenIn('what', filled(moreForm(parts), { what: 'debug', detail: '12' }), parts.deps);
    expect(shows(chosen)).toEqual({ what: 'debug', detail: null, reason: null });
  });

  test('a refusal of the engine stands at the choice', async () => {
    const parts = office({ all: [RESTING] });
    parts.engine.before = () => Promise.reject(problem('release-running'));
    const came = await sent(filled(moreForm(parts), { detail: '4' }), parts);
    expect(came).toMatchObject({ errors: { what: expect.any(String) } });
  });

  test('does not open for a release that is gone', () => {
    expect(() => moreForm(office({ all: [] }))).toThrow(expect.objectContaining({ code: 'unknown-release' }));
  });
});

describe('bad input', () => {
  const NAMES = ['deploy', 'rollback', 'reject', 'more'] as const;
  const forms: Readonly<Record<(typeof NAMES)[number], (parts: Parts) => Promise<Form> | Form>> = {
    deploy: (parts) => deployForm(parts, { service: 'shop' }),
    rollback: ({ deps }) => openRollback(REQUEST, deps),
    reject: rejectForm,
    more: ({ deps }) => openMore(OPENED, REQUEST, deps).form,
  };

  describe.each(NAMES)('in the form of %s is refused, and nothing is done:', (name) => {
    test.each<[string, (form: Filled) => Filled]>([
      ['nothing carried', (form) => ({ ...form, carried: '' })],
      ['no JSON carried', (form) => ({ ...form, carried: '{' })],
      ['a field too many', (form) => ({ ...form, carried: form.carried.replace('{', '{"force":true,') })],
      ['somebody else’s form', (form) => ({ ...form, by: { id: 'U0MALLORY' } })],
      ['what other forms carry', (form) => ({ ...form, carried: '{"by":"U0ANN","channel":null}' })],
      ['more than any form carries', (form) => ({ ...form, carried: `${form.carried}${' '.repeat(3_000)}` })],
      ['another name', (form) => ({ ...form, id: 'explode' })],
      ['a name of the language', (form) => ({ ...form, id: 'constructor' })],
      ['no name', (form) => ({ ...form, id: '' })],
    ])('%s', async (_, spoil) => {
      const parts = office();
      const form = spoil(filled(await forms[name](parts), { version: '1.5.0' }));
      const error = await refusalOf(submitForm(form, parts.deps));
      expect(error.code).toBe('not-offered');
      const came = refusedForm(form, error, parts.deps);
      if (came.came !== 'shown') throw new Error(came.came);
      expectValidForm(came.form);
      expect(JSON.stringify(came.form.blocks)).toContain('cannot be used any more');
      expect(parts.engine.calls).toEqual([]);
      expect((await refusalOf(chosenIn('service', form, parts.deps))).code).toBe('not-offered');
      expect((await refusalOf(offeredIn('service', 'x', form, parts.deps))).code).toBe('not-offered');
      expectValidForm(await refusedChoice(form, error, parts.deps));
      expect(parts.engine.calls).toEqual([]);
    });
  });

  test.each<[string, Record<string, string | null>, string, RegExp]>([
    ['no service', { service: null, version: '1' }, 'service', /No service is chosen/],
    ['no environment', { service: 'shop', environment: null, version: '1' }, 'environment', /No environment is chosen/],
    ['no version', { service: 'shop', environment: 'staging' }, 'version', /No version is chosen/],
  ])('in the form of /deploy is shown at its field: %s', async (_, entered, field, text) => {
    const parts = office();
    const form = filled(deployForm(parts), entered);
    const block = form.fields.get(field)?.block ?? '';
    expect(await sent(form, parts)).toMatchObject({ errors: { [block]: expect.stringMatching(text) } });
    expect(parts.engine.calls).toEqual([]);
  });

  test.each([
    ['nothing', null],
    ['a service that there is not', 'ghost production'],
    ['an environment that there is not', 'shop moon'],
    ['anything else', '<!channel>'],
  ])('in the form of /rollback is shown at its field: %s', async (_, way) => {
    const parts = office({ back: [CART, plan()] });
    const came = await sent(filled(await openRollback(REQUEST, parts.deps), { way }), parts);
    expect(came).toMatchObject({ errors: { way: expect.stringContaining('Nothing that can go back is chosen') } });
    expect(parts.engine.calls).toEqual([]);
  });

  test('in no form at all is told in its place', () => {
    const { deps } = office();
    expect(refusedForm(null, problem('usage'), deps)).toMatchObject({ came: 'shown' });
    expect(failedForm(null, '7F3K', deps)).toMatchObject({ came: 'shown' });
    expectValidForm(failedChoice('7F3K'));
  });
});

test('a defect is told at a field, by its reference alone', () => {
  const parts = office();
  const form = filled(deployForm(parts, { service: 'shop' }), { version: '1' });
  expect(failedForm(form, '7F3K', parts.deps)).toMatchObject({ errors: { service: expect.stringContaining('7F3K') } });
});

test('a form is urgent exactly when sending it moves traffic', () => {
  expect(['rollback', 'reject', 'deploy', 'notice', ''].map(isUrgentForm)).toEqual([true, true, false, false, false]);
});

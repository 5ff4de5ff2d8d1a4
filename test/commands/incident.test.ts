import { describe, expect, test } from '@jest/globals';
import { submitForm } from '../../src/commands/form/forms.ts';
import { runCommand } from '../../src/commands/index.ts';
import { press } from '../../src/commands/press.ts';
import type { Deps, Reply } from '../../src/commands/types.ts';
import { EVERYTHING, type IncidentFilter } from '../../src/engine/incidents/search.ts';
import { UserProblem } from '../../src/model/problem.ts';
import type { Form } from '../../src/views/form/form.ts';
import { type IncidentPress, incidentPressValue } from '../../src/views/incident/press.ts';
import { pressValue } from '../../src/views/press.ts';
import { BASIS } from '../views/fixtures.ts';
import { INCIDENT } from '../views/incident-fixtures.ts';
import { lost } from '../views/notice-fixtures.ts';
import { expectValid, expectValidForm } from '../views/valid.ts';
import { depsOf, FakeEngine, problem } from './fake-engine.ts';
import { ANN, AT } from './filled.ts';

const REQUEST = { by: ANN, receivedAt: AT, channel: 'C0HERE' };

function office(engine = new FakeEngine()): { engine: FakeEngine; deps: Deps } {
  return { engine, deps: depsOf(engine, AT) };
}

async function type(text: string, { deps }: ReturnType<typeof office>): Promise<Reply> {
  return await runCommand('/incident', text, REQUEST, deps);
}

function formIn(reply: Reply): Form {
  if (!('form' in reply)) throw new Error('no form opens');
  expectValidForm(reply.form);
  expectValid(reply.otherwise);
  return reply.form;
}

function send(form: Form, values: Readonly<Record<string, string | null>>, { deps }: ReturnType<typeof office>) {
  const fields = new Map(Object.entries(values).map(([name, value]) => [name, { block: name, value }]));
  return submitForm({ ...REQUEST, channel: null, id: form.callback_id, carried: form.private_metadata, fields }, deps);
}

async function refusal(work: Promise<unknown>): Promise<UserProblem> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof UserProblem) return error;
  throw new Error(`no UserProblem but ${String(error)}`);
}

const open = { by: ANN, service: 'shop', environment: null, severity: 'sev2', reason: null, release: null };

describe('/incident', () => {
  test.each([
    ['open shop', open],
    ['shop', open],
    ['OPEN shop --severity SEV1', { ...open, severity: 'sev1' }],
    [
      'open shop --severity 3 --reason "slow pages" --env staging',
      { ...open, severity: 'sev3', reason: 'slow pages', environment: 'staging' },
    ],
  ])('%s opens an incident', async (text, intent) => {
    const here = office();
    const answer = await type(text, here);
    if ('form' in answer) throw new Error('a form opens');
    expectValid(answer);
    expect(here.engine.calls).toEqual([{ ask: 'open', intent }]);
  });

  test.each(['', 'open'])('"%s" alone opens a form, which opens an incident', async (text) => {
    const here = office();
    const form = formIn(await type(text, here));
    await send(form, { place: 'shop/production', severity: 'sev1', reason: 'no orders' }, here);
    const intent = { ...open, environment: 'production', severity: 'sev1', reason: 'no orders' };
    expect(here.engine.calls).toEqual([{ ask: 'open', intent }]);
  });

  test.each([
    ['open shop --severity 4', 'There is no severity "4".'],
    ['open shop cart', '"cart" is too much; put a reason in quotes.'],
    ['resolve shop cart', '"cart" is too much; put a reason in quotes.'],
  ])('%s is refused, and nothing is asked', async (text, why) => {
    const here = office();
    expect(await refusal(type(text, here))).toMatchObject({ code: 'usage', why });
    expect(here.engine.calls).toEqual([]);
  });

  test('list shows them; a misspelled verb is recognised', async () => {
    const here = office();
    expect(JSON.stringify(await type('list', here))).toContain('1 open, 0 over');
    here.engine.before = () => Promise.reject(problem('unknown-service'));
    expect((await refusal(type('lits', here))).hint).toContain('/incident list');
  });

  test.each<[string, Partial<IncidentFilter>]>([
    ['list', {}],
    ['list index Basel', { text: 'index Basel' }],
    [
      'list "no orders" --service shop --env staging --open',
      { text: 'no orders', service: 'shop', environment: 'staging', state: 'open' },
    ],
    [
      'list --resolved --severity 1 --since 7d',
      { state: 'over', severity: 'sev1', since: new Date(AT.getTime() - 7 * 86_400_000) },
    ],
    ['list --since 2026-05-01', { since: new Date('2026-05-01T00:00:00.000Z') }],
  ])('%s looks for what it says', async (text, wanted) => {
    const here = office();
    const answer = await type(text, here);
    if ('form' in answer) throw new Error('a form opens');
    expectValid(answer);
    expect(here.engine.calls).toEqual([{ ask: 'found', filter: { ...EVERYTHING, ...wanted } }]);
  });

  test.each([
    'list --since yesterday',
    'list --open --resolved',
    'list --severity 9',
    'severity',
    'severity bad shop',
    'severity 1 a b',
  ])('%s is refused with how it is said', async (text) => {
    const here = office();
    expect(await refusal(type(text, here))).toMatchObject({ code: 'usage' });
    expect(here.engine.calls).toEqual([]);
  });

  test('severity says how bad it is now, in its channel or of a service in an environment', async () => {
    const here = office();
    await type('severity 1', here);
    await type('severity sev3 shop --env staging', here);
    const act = (severity: string) => ({
      ask: 'act',
      intent: { by: ANN, incident: INCIDENT, deed: { do: 'severity', severity } },
    });
    expect(here.engine.calls).toEqual([
      { ask: 'meant', meant: { incident: null, channel: 'C0HERE', service: null, environment: null } },
      act('sev1'),
      { ask: 'meant', meant: { incident: null, channel: 'C0HERE', service: 'shop', environment: 'staging' } },
      act('sev3'),
    ]);
  });

  test('resolve with a cause ends it at once, and without one opens the form; the channel says which is meant', async () => {
    const here = office();
    await type('resolve --cause "a typo"', here);
    formIn(await type('resolve shop --env staging', here));
    expect(here.engine.calls).toEqual([
      { ask: 'meant', meant: { incident: null, channel: 'C0HERE', service: null, environment: null } },
      {
        ask: 'act',
        intent: { by: ANN, incident: INCIDENT, deed: { do: 'resolve', cause: 'a typo', impact: '', followUps: [] } },
      },
      { ask: 'meant', meant: { incident: null, channel: 'C0HERE', service: 'shop', environment: 'staging' } },
    ]);
  });
});

describe('a press on the card', () => {
  const on = (value: IncidentPress, here = office()) =>
    press({ ...REQUEST, actionId: `incident.${value.do}`, value: incidentPressValue(value) }, here.deps);

  test.each<[IncidentPress, object]>([
    [
      { do: 'takeRole', incident: INCIDENT, role: 'scribe', from: 'U0LEAD' },
      { do: 'giveRole', role: 'scribe', from: 'U0LEAD', to: ANN.id },
    ],
    [
      { do: 'takeTask', incident: INCIDENT, task: 't1' },
      { do: 'takeTask', task: 't1' },
    ],
    [
      { do: 'finishTask', incident: INCIDENT, task: 't1' },
      { do: 'finishTask', task: 't1' },
    ],
    [{ do: 'close', incident: INCIDENT }, { do: 'close' }],
  ])('%j asks for it as whoever pressed', async (value, deed) => {
    const here = office();
    const answer = await on(value, here);
    if (!('form' in answer)) expectValid(answer);
    expect(here.engine.calls).toEqual([{ ask: 'act', intent: { by: ANN, incident: INCIDENT, deed } }]);
  });

  test('for what changed lately shows it to whoever pressed, and does nothing', async () => {
    const here = office();
    const answer = await on({ do: 'showChanges', incident: INCIDENT }, here);
    if ('form' in answer) throw new Error('a form opens');
    expectValid(answer);
    expect(answer.text).toMatch(/Changed lately/);
    expect(here.engine.calls.filter(({ ask }) => ask === 'act')).toEqual([]);
  });

  test('that is not one of ours is refused', async () => {
    const { deps } = office();
    for (const value of ['', '{}', '{"do":"close"}'])
      expect(await refusal(press({ ...REQUEST, actionId: 'incident.close', value }, deps))).toMatchObject({
        code: 'not-offered',
      });
  });

  test.each<[IncidentPress['do'], Readonly<Record<string, string | null>>, object]>([
    [
      'openUpdate',
      { text: 'Found it', severity: 'sev1' },
      { do: 'update', text: 'Found it', severity: 'sev1', seen: 'sev2' },
    ],
    ['openTask', { title: ' Call the bank ', owner: null }, { do: 'addTask', title: 'Call the bank', owner: null }],
    ['openRole', { role: 'scribe', who: 'U0LEAD' }, { do: 'giveRole', role: 'scribe', to: 'U0LEAD' }],
    [
      'openResolve',
      { cause: 'a typo', impact: 'no orders', followUps: '- Add a test\n\n* Tell them\n' },
      { do: 'resolve', cause: 'a typo', impact: 'no orders', followUps: ['Add a test', 'Tell them'] },
    ],
  ])('%s opens a form, and sending that does it', async (what, values, deed) => {
    const here = office();
    const form = formIn(await on({ do: what, incident: INCIDENT } as IncidentPress, here));
    expect(await send(form, values, here)).toMatchObject({ came: 'done' });
    expect(here.engine.calls.at(-1)).toEqual({ ask: 'act', intent: { by: ANN, incident: INCIDENT, deed } });
  });

  test('a form in which something is missing is refused, and one of somebody else too', async () => {
    const here = office();
    const form = formIn(await on({ do: 'openResolve', incident: INCIDENT }, here));
    expect(await refusal(send(form, { cause: ' ', impact: 'x', followUps: null }, here))).toMatchObject({
      code: 'usage',
    });
    const stolen = { ...form, private_metadata: form.private_metadata.replace(ANN.id, 'U0OTHER') };
    expect(await refusal(send(stolen, { cause: 'x', impact: 'x', followUps: null }, here))).toMatchObject({
      code: 'not-offered',
    });
    expect(here.engine.calls.filter(({ ask }) => ask === 'act')).toEqual([]);
  });
});

test('the button on the card of a release opens the form for its service, and its incident names the release', async () => {
  const here = office();
  const release = 'shop-production-x7k2p';
  const value = pressValue({ release, basis: BASIS });
  const form = formIn(await press({ ...REQUEST, actionId: 'form.incident', value }, here.deps));
  await send(form, { severity: 'sev2', reason: null }, here);
  const intent = { ...open, environment: 'production', release };
  expect(here.engine.calls).toEqual([{ ask: 'open', intent }]);
  here.engine.all = [];
  expect(await refusal(press({ ...REQUEST, actionId: 'form.incident', value }, here.deps))).toMatchObject({
    code: 'unknown-release',
  });
});

describe('what was not delivered', () => {
  test('is listed, and sent again by a press that says what it showed', async () => {
    const here = office();
    const answer = await type('undelivered', here);
    if ('form' in answer) throw new Error('a form opens');
    expectValid(answer);
    const [, row] = answer.blocks as { accessory?: { value?: string } }[];
    const value = row?.accessory?.value ?? '';
    const said = await press({ ...REQUEST, actionId: 'notice.again', value }, here.deps);
    if ('form' in said) throw new Error('a form opens');
    expectValid(said);
    const { notice, delivery } = lost();
    const intent = { by: ANN, notice: notice.name, to: delivery.to, tries: delivery.tries };
    expect(here.engine.calls).toEqual([{ ask: 'sendAgain', intent }]);
  });

  test('is not sent by a button that is not ours', async () => {
    const here = office();
    const pressed = press({ ...REQUEST, actionId: 'notice.again', value: '{}' }, here.deps);
    expect((await refusal(pressed)).code).toBe('not-offered');
    expect((await refusal(type('undelivered all', here))).code).toBe('usage');
    expect(here.engine.calls).toEqual([]);
  });
});

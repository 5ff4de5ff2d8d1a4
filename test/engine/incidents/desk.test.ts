import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Deed } from '../../../src/engine/incidents/intents.ts';
import { seen } from '../../../src/engine/incidents/seen.ts';
import { ANN, IncidentOffice, LEAD, ONCALL, refusal, STRANGER } from './office.ts';

let office: IncidentOffice;

beforeEach(() => {
  office = new IncidentOffice();
});

const act = (incident: string, deed: Deed, by = ANN) => office.desk.act({ by, incident, deed });
const RESOLVE: Deed = { do: 'resolve', cause: 'a typo', impact: 'no orders', followUps: ['Add a test'] };

describe('opening an incident', () => {
  test('keeps who, why, how bad, and the release that was pressed', async () => {
    const { name: release } = office.released('RolledBack');
    const { view, isNew } = await office.opened(ANN, { reason: 'checkout fails', release });
    expect(isNew).toBe(true);
    expect(view.incident.spec).toEqual({
      service: 'shop',
      environment: 'production',
      severity: 'sev2',
      reason: 'checkout fails',
      release,
    });
    expect(view.incident.status).toMatchObject({
      phase: 'Open',
      openedBy: { kind: 'user', id: ANN.id },
      updateDueAt: '2026-05-04T12:30:00.000Z',
      story: [{ what: 'opened', reason: 'checkout fails' }],
    });
    expect(view.bridge).toBe(`https://meet/${view.incident.name}`);
  });

  test('has a bridge with its own name, place and day in the link; a huddle needs its channel first', () => {
    const { releases } = office.world;
    const bridgeBy = (template: string) => {
      const incidents = { ...releases.catalog.incidents, bridge: template };
      const catalog = { ...releases.catalog, incidents };
      const made = {
        name: 'shop-production-1',
        resourceVersion: '',
        createdAt: '2026-05-04T12:00:00.000Z',
        status: null,
      };
      const spec = { service: 'shop', environment: 'production', severity: 'sev2' } as const;
      return seen({ releases: { ...releases, catalog } }, { ...made, spec }).bridge;
    };
    expect(bridgeBy('https://meet/{{service}}/{{environment}}?d={{date}}&n={{incident}}')).toBe(
      'https://meet/shop/production?d=2026-05-04&n=shop-production-1',
    );
    expect(bridgeBy('huddle')).toBeNull();
  });

  test('without a card takes the release that is there, unless it is older than a day', async () => {
    const { name } = office.released('Progressing');
    expect((await office.opened()).view.incident.spec.release).toBe(name);
    await act('shop-production-1', RESOLVE);
    office.later(25 * 60);
    expect((await office.opened()).view.incident.spec.release).toBeUndefined();
  });

  test('twice is once as long as it is open', async () => {
    await office.opened();
    expect(await office.opened(LEAD)).toMatchObject({
      isNew: false,
      view: { incident: { name: 'shop-production-1' } },
    });
    await act('shop-production-1', RESOLVE);
    expect(await office.opened(LEAD)).toMatchObject({ isNew: true, view: { incident: { name: 'shop-production-2' } } });
  });

  test.each([
    ['who may deploy', ANN, true],
    ['who may approve', LEAD, true],
    ['whom the catalog calls to every incident', ONCALL, true],
    ['who may nothing there', STRANGER, false],
  ])('is for one %s: %s', async (_, by, may) => {
    if (may) await expect(office.opened(by)).resolves.toMatchObject({ isNew: true });
    else expect(await refusal(office.opened(by))).toBe('not-allowed');
    expect(office.incidents.all()).toHaveLength(may ? 1 : 0);
  });

  test('of a service that nobody knows is refused', async () => {
    expect(await refusal(office.opened(ANN, { service: 'shopp' }))).toBe('unknown-service');
  });
});

describe('what somebody does in an incident', () => {
  beforeEach(async () => {
    await office.opened();
  });

  test('is refused to a stranger, and changes nothing', async () => {
    const before = office.status('shop-production-1');
    expect(await refusal(act('shop-production-1', { do: 'giveRole', role: 'scribe', to: STRANGER.id }, STRANGER))).toBe(
      'not-allowed',
    );
    expect(await refusal(act('shop-production-1', RESOLVE, STRANGER))).toBe('not-allowed');
    expect(office.status('shop-production-1')).toEqual(before);
  });

  test('of an incident that there is not is refused', async () => {
    expect(await refusal(act('shop-production-9', RESOLVE))).toBe('unknown-incident');
  });

  test('a role is taken, taken over by who saw its holder, and refused to who saw another one', async () => {
    await act('shop-production-1', { do: 'giveRole', role: 'commander', to: ANN.id, from: null });
    expect(
      await refusal(act('shop-production-1', { do: 'giveRole', role: 'commander', to: LEAD.id, from: null }, LEAD)),
    ).toBe('stale');
    expect(office.status('shop-production-1').roles.commander).toBe(ANN.id);
    await act('shop-production-1', { do: 'giveRole', role: 'commander', to: LEAD.id, from: ANN.id }, LEAD);
    await act('shop-production-1', { do: 'giveRole', role: 'commander', to: ONCALL.id });
    expect(office.status('shop-production-1').story.filter(({ what }) => what === 'role')).toMatchObject([
      { to: ANN.id, from: null },
      { to: LEAD.id, from: ANN.id },
      { to: ONCALL.id, from: LEAD.id },
    ]);
  });

  test('the same press twice is one', async () => {
    const take: Deed = { do: 'giveRole', role: 'commander', to: ANN.id, from: null };
    await act('shop-production-1', take);
    await act('shop-production-1', take);
    await act('shop-production-1', { do: 'addTask', title: 'Look', owner: null });
    for (let n = 0; n < 2; n++) await act('shop-production-1', { do: 'takeTask', task: 't1' });
    for (let n = 0; n < 2; n++) await act('shop-production-1', { do: 'finishTask', task: 't1' });
    expect(office.status('shop-production-1').story.map(({ what }) => what)).toEqual([
      'opened',
      'role',
      'tasksAdded',
      'taskTaken',
      'taskDone',
    ]);
  });

  test('a status update moves the clock by the severity, and names one that was changed meanwhile', async () => {
    office.later(10);
    await act('shop-production-1', { do: 'update', text: 'Found it', severity: 'sev1', seen: 'sev2' });
    expect(office.status('shop-production-1')).toMatchObject({
      severity: 'sev1',
      updateDueAt: '2026-05-04T12:25:00.000Z',
    });
    const late: Deed = { do: 'update', text: 'Calm', severity: 'sev3', seen: 'sev2' };
    expect(await refusal(act('shop-production-1', late, LEAD))).toBe('stale');
    await act('shop-production-1', { do: 'update', text: 'Still at it', severity: 'sev1', seen: 'sev2' }, LEAD);
    expect(office.status('shop-production-1').story.map(({ what }) => what)).toEqual([
      'opened',
      'severity',
      'update',
      'update',
    ]);
  });

  test('its severity is changed by whoever may, which moves the clock, and the same one twice is once', async () => {
    office.later(5);
    const rate: Deed = { do: 'severity', severity: 'sev1' };
    expect(await refusal(act('shop-production-1', rate, STRANGER))).toBe('not-allowed');
    for (let n = 0; n < 2; n++) await act('shop-production-1', rate);
    expect(office.status('shop-production-1')).toMatchObject({
      severity: 'sev1',
      updateDueAt: '2026-05-04T12:20:00.000Z',
    });
    expect(office.status('shop-production-1').story.at(-1)).toMatchObject({
      what: 'severity',
      from: 'sev2',
      to: 'sev1',
    });
    await act('shop-production-1', RESOLVE);
    expect(await refusal(act('shop-production-1', { ...rate, severity: 'sev3' }))).toBe('already-decided');
  });

  test('a task is taken from one by another, and not once it is done', async () => {
    await act('shop-production-1', { do: 'addTask', title: 'Look', owner: LEAD.id });
    await act('shop-production-1', { do: 'takeTask', task: 't1' });
    expect(office.status('shop-production-1').tasks).toEqual([
      { id: 't1', title: 'Look', owner: ANN.id, state: 'open' },
    ]);
    await act('shop-production-1', { do: 'finishTask', task: 't1' });
    expect(await refusal(act('shop-production-1', { do: 'takeTask', task: 't1' }, LEAD))).toBe('stale');
    expect(await refusal(act('shop-production-1', { do: 'finishTask', task: 't2' }))).toBe('stale');
  });

  test('it is resolved once, with what follows as tasks and how long it took', async () => {
    office.later(4);
    await act('shop-production-1', RESOLVE);
    const { phase, message, tasks, updateDueAt, resolution } = office.status('shop-production-1');
    expect({ phase, message, updateDueAt }).toEqual({
      phase: 'Resolved',
      message: 'Resolved: a typo',
      updateDueAt: null,
    });
    expect(tasks).toEqual([{ id: 't1', title: 'Add a test', owner: null, state: 'open' }]);
    expect(resolution?.figures).toEqual({ detect: null, rollBack: null, restore: 240_000 });
    expect(await refusal(act('shop-production-1', RESOLVE, LEAD))).toBe('already-decided');
    expect(await refusal(act('shop-production-1', { do: 'update', text: 'x', severity: 'sev1', seen: 'sev2' }))).toBe(
      'already-decided',
    );
  });

  test('its channel is archived by a press, after its end and once', async () => {
    expect(await refusal(act('shop-production-1', { do: 'close' }))).toBe('not-offered');
    await act('shop-production-1', RESOLVE);
    await act('shop-production-1', { do: 'finishTask', task: 't1' });
    for (let n = 0; n < 2; n++) await act('shop-production-1', { do: 'close' });
    expect(office.status('shop-production-1').story.filter(({ what }) => what === 'closed')).toHaveLength(1);
    expect(await refusal(act('shop-production-1', { do: 'addTask', title: 'Late', owner: null }))).toBe(
      'already-decided',
    );
  });

  test('two who resolve at the same time do it once: the other is told', async () => {
    let raced = false;
    office.incidents.beforeWrite = async () => {
      if (raced) return;
      raced = true;
      await act('shop-production-1', { ...RESOLVE, cause: 'theirs' }, LEAD);
    };
    expect(await refusal(act('shop-production-1', { ...RESOLVE, cause: 'ours' }))).toBe('already-decided');
    expect(office.status('shop-production-1').resolution?.cause).toBe('theirs');
  });
});

describe('the incident that is meant', () => {
  const meant = (channel: string | null, service: string | null) =>
    office.desk.meant({ incident: null, channel, service });
  const codeOf = (work: () => unknown) => refusal((async () => work())());

  test('is the only open one, the one of its channel, or the one of its service', async () => {
    await office.opened();
    expect(meant(null, null).incident.name).toBe('shop-production-1');
    await office.opened(ANN, { service: 'cart' });
    const room = { name: 'inc-x', claimedAt: '', channel: 'C0INC', did: [], troubles: [] };
    await office.incidents.update('cart-production-1', ({ status }) => (status === null ? null : { ...status, room }));
    expect(meant('C0INC', null).incident.name).toBe('cart-production-1');
    expect(meant(null, 'Shop').incident.name).toBe('shop-production-1');
    expect(await codeOf(() => meant(null, null))).toBe('usage');
  });

  test('is the one of the environment that is named', async () => {
    await office.opened();
    await office.opened(ANN, { service: 'cart' });
    const named = (environment: string) =>
      office.desk.meant({ incident: null, channel: 'C0INC', service: 'cart', environment });
    expect(named('production').incident.name).toBe('cart-production-1');
    expect(await codeOf(() => named('staging'))).toBe('unknown-incident');
  });

  test('is refused where there is none', async () => {
    expect(await codeOf(() => meant(null, null))).toBe('unknown-incident');
    expect(await codeOf(() => meant(null, 'shop'))).toBe('unknown-incident');
    expect(await codeOf(() => meant(null, 'nothing'))).toBe('unknown-service');
  });
});

describe('beside an incident stand', () => {
  test('its release and those that came there since; what was changed elsewhere shortly before; nothing older, nothing later', async () => {
    office.released('Completed', {}, { service: 'cart' });
    office.later(5 * 60);
    const near = office.released('Completed', {}, { service: 'cart' });
    office.later(60);
    const cause = office.released('RolledBack');
    office.later(1);
    await office.opened(ANN, { release: cause.name });
    office.later(1);
    const next = office.released('Completed');
    const { releases, nearby } = office.view('shop-production-1');
    expect(releases.map(({ name }) => name)).toEqual([cause.name, next.name]);
    expect(nearby.map(({ name }) => name)).toEqual([near.name]);
    await act('shop-production-1', RESOLVE);
    office.later(1);
    office.released('Completed');
    expect(office.view('shop-production-1').releases).toHaveLength(2);
  });

  test('how long its release took to be noticed, rolled back and restored', async () => {
    const at = (seconds: number) => new Date(office.now.getTime() + seconds * 1_000).toISOString();
    const clock = { pressedAt: at(90), acceptedAt: at(90.1), zeroAt: at(90.4), healthyAt: at(150) };
    const cause = office.released('RolledBack', { rollback: { clock } } as object);
    office.later(2);
    await office.opened(ANN, { release: cause.name });
    await act('shop-production-1', RESOLVE);
    expect(office.status('shop-production-1').resolution?.figures).toEqual({
      detect: 120_000,
      rollBack: 400,
      restore: 30_000,
    });
  });
});

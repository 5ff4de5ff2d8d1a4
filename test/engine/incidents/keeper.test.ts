import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { boundedStory } from '../../../src/drivers/store/bounds.ts';
import { AFTER_ROLLBACK } from '../../../src/engine/incidents/decide.ts';
import { ANN, IncidentOffice, LEAD } from './office.ts';

let office: IncidentOffice;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  office = new IncidentOffice();
  jest.setSystemTime(office.now);
});

afterEach(async () => {
  await office.keeper.stop();
  jest.useRealTimers();
});

/** Time goes on for timers and for the clock alike. */
async function pass(minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n++) {
    office.later(1);
    await jest.advanceTimersByTimeAsync(60_000);
  }
}

const settle = () => jest.advanceTimersByTimeAsync(10);
const whats = (name = 'shop-production-1') => office.status(name).story.map(({ what }) => what);
const room = { name: 'inc-x', claimedAt: '', channel: 'C0INC', did: ['create' as const], troubles: [] };

function roomIsThere(): Promise<unknown> {
  return office.incidents.update('shop-production-1', ({ status }) => (status === null ? null : { ...status, room }));
}

describe('an incident', () => {
  test('whose channel is archived is looked at no more, also after a restart and when its release changes', async () => {
    const { name: release } = office.released('RolledBack');
    office.keeper.start();
    await office.opened(ANN, { release });
    await settle();
    const archived = { ...room, did: [...room.did, 'archive' as const] };
    await office.incidents.update('shop-production-1', ({ status }) =>
      status === null ? null : { ...status, phase: 'Closed', room: archived },
    );
    expect(office.over).toEqual(['shop-production-1']);
    office.shown.splice(0);
    await office.restarted();
    await settle();
    await office.releases.update(release, ({ status }) => (status === null ? null : { ...status, message: 'x' }));
    await settle();
    expect(office.shown).toEqual([]);
  });

  test('that is closed hears of its release until the post-mortem is shared', async () => {
    const { name: release } = office.released('RolledBack');
    office.keeper.start();
    await office.opened(ANN, { release });
    const closed = (did: typeof room.did | readonly ['create', 'postmortem']) =>
      office.incidents.update('shop-production-1', ({ status }) =>
        status === null ? null : { ...status, phase: 'Closed', room: { ...room, did } },
      );
    const heard = async (message: string) => {
      await settle();
      office.shown.splice(0);
      await office.releases.update(release, ({ status }) => (status === null ? null : { ...status, message }));
      await settle();
      return office.shown.length > 0;
    };
    await closed(room.did);
    expect(await heard('the capture has ended')).toBe(true);
    await closed(['create', 'postmortem']);
    expect(await heard('something else')).toBe(false);
  });

  test('of a release that was rolled back gets the tasks that follow, once, also after a restart', async () => {
    const { name: release } = office.released('RolledBack');
    office.keeper.start();
    await office.opened(ANN, { release });
    await settle();
    expect(office.status('shop-production-1').tasks.map(({ title }) => title)).toEqual(AFTER_ROLLBACK);
    await office.restarted();
    await settle();
    expect(office.status('shop-production-1').tasks).toHaveLength(AFTER_ROLLBACK.length);
  });

  test('keeps them as they are when so much has happened since that the story of the adding is dropped', async () => {
    const { name: release } = office.released('RolledBack');
    office.keeper.start();
    await office.opened(ANN, { release });
    await settle();
    const told = { what: 'update', by: { kind: 'engine' }, text: 'On it', at: office.now.toISOString() } as const;
    const story = Array.from({ length: 300 }, () => told);
    await office.incidents.update('shop-production-1', ({ status }) =>
      status === null ? null : boundedStory({ ...status, story: [...status.story, ...story] }),
    );
    await settle();
    expect(office.status('shop-production-1').tasks).toHaveLength(AFTER_ROLLBACK.length);
  });

  test('gets them when its release is taken back later, beside what people have added', async () => {
    const made = office.released('Degraded');
    office.keeper.start();
    await office.opened(ANN, { release: made.name });
    await office.desk.act({
      by: ANN,
      incident: 'shop-production-1',
      deed: { do: 'addTask', title: 'Call the bank', owner: null },
    });
    await settle();
    expect(office.status('shop-production-1').tasks).toHaveLength(1);
    await office.releases.update(made.name, ({ status }) => (status === null ? null : { ...status, phase: 'Aborted' }));
    await settle();
    expect(office.status('shop-production-1').tasks.map(({ id }) => id)).toEqual(['t1', 't2', 't3', 't4', 't5']);
  });

  test('without a rollback gets none', async () => {
    office.released('Completed');
    office.keeper.start();
    await office.opened();
    await settle();
    expect(office.status('shop-production-1').tasks).toEqual([]);
  });

  test('that was made with kubectl is taken up, and nobody is proven to have opened it', async () => {
    office.keeper.start();
    await office.incidents.create(
      { service: 'shop', environment: 'production', severity: 'sev1', requestedBy: 'alertmanager' },
      null,
    );
    await settle();
    expect(office.status('inc-1')).toMatchObject({
      severity: 'sev1',
      openedBy: { kind: 'unknown', claimed: 'alertmanager' },
    });
  });

  test('is shown whenever it or its release changes', async () => {
    const made = office.released('Degraded');
    office.keeper.start();
    await office.opened(ANN, { release: made.name });
    await settle();
    const before = office.shown.length;
    await office.releases.update(made.name, ({ status }) => (status === null ? null : { ...status, message: 'worse' }));
    await settle();
    expect(office.shown.length).toBe(before + 1);
    expect(office.shown.at(-1)?.releases[0]?.status?.message).toBe('worse');
  });

  test('that is deleted is let go', async () => {
    office.keeper.start();
    await office.opened();
    await settle();
    office.incidents.remove('shop-production-1');
    const before = office.shown.length;
    await pass(31);
    expect(office.shown.length).toBe(before);
    expect(office.over).toEqual(['shop-production-1']);
  });
});

describe('the clock of status updates', () => {
  test('reminds once each time, at most three times in a row, and whoever communicates', async () => {
    office.keeper.start();
    await office.opened();
    await office.desk.act({
      by: ANN,
      incident: 'shop-production-1',
      deed: { do: 'giveRole', role: 'commander', to: ANN.id },
    });
    await pass(29);
    expect(whats()).toEqual(['opened', 'role']);
    await pass(2);
    expect(office.status('shop-production-1').story.at(-1)).toMatchObject({ what: 'updateDue', who: ANN.id });
    const deed = { do: 'giveRole', role: 'communications', to: LEAD.id } as const;
    await office.desk.act({ by: ANN, incident: 'shop-production-1', deed });
    await pass(31);
    expect(office.status('shop-production-1').story.at(-1)).toMatchObject({ what: 'updateDue', who: LEAD.id });
    await pass(300);
    expect(whats().filter((what) => what === 'updateDue')).toHaveLength(3);
  });

  test('begins anew with every update, and ends with the incident', async () => {
    office.keeper.start();
    await office.opened();
    await pass(20);
    const deed = { do: 'update', text: 'On it', severity: 'sev2', seen: 'sev2' } as const;
    await office.desk.act({ by: ANN, incident: 'shop-production-1', deed });
    await pass(25);
    expect(whats()).toEqual(['opened', 'update']);
    await office.desk.act({
      by: ANN,
      incident: 'shop-production-1',
      deed: { do: 'resolve', cause: 'a typo', impact: 'none', followUps: [] },
    });
    await pass(120);
    expect(whats()).toEqual(['opened', 'update', 'resolved']);
  });

  test('goes on after a restart, with one reminder for what was missed', async () => {
    await office.opened();
    office.later(200);
    jest.setSystemTime(office.now);
    office.keeper.start();
    await settle();
    expect(whats().filter((what) => what === 'updateDue')).toHaveLength(1);
  });
});

describe('the story of the release', () => {
  test('says where people meet once that is settled, and how it ended, each once', async () => {
    const { name: release } = office.released('Degraded');
    const story = () => office.releases.get(release).status?.story.filter(({ what }) => what.startsWith('incident'));
    office.keeper.start();
    await office.opened(ANN, { release });
    await settle();
    expect(story()).toEqual([]);
    await roomIsThere();
    await settle();
    expect(story()).toMatchObject([{ what: 'incidentOpened', incident: 'shop-production-1', channel: 'C0INC' }]);
    const deed = { do: 'resolve', cause: 'a typo', impact: 'none', followUps: [] } as const;
    await office.desk.act({ by: ANN, incident: 'shop-production-1', deed });
    await settle();
    await office.restarted();
    await settle();
    expect(story()).toMatchObject([{ what: 'incidentOpened' }, { what: 'incidentResolved', cause: 'a typo' }]);
  });

  test('is left alone where the release is gone', async () => {
    const { name: release } = office.released('Degraded');
    await office.opened(ANN, { release });
    office.releases.remove(release);
    office.keeper.start();
    await roomIsThere();
    await settle();
    expect(office.shown.at(-1)?.releases).toEqual([]);
  });
});

/** Messages on a timeline: who may put them there, who takes them out, and what happens at once. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { NoteDesk } from '../../../src/engine/incidents/notes.ts';
import { ANN, IncidentOffice, LEAD, refusal, STRANGER } from './office.ts';

const ROOM = 'C0INC';
const NAME = 'shop-production-1';
const TS = '1777896000.000100';

let office: IncidentOffice;
let desk: NoteDesk;

beforeEach(async () => {
  office = new IncidentOffice();
  desk = new NoteDesk(office.world);
  await office.opened();
  const room = { name: 'inc-x', claimedAt: '', channel: ROOM, did: ['create' as const], troubles: [] };
  await office.incidents.update(NAME, ({ status }) => (status === null ? null : { ...status, room }));
});

const said = (text: string) => () => Promise.resolve({ author: LEAD.id, text });
const note = (by = ANN, text = 'It began with the deploy', ts = TS) => desk.note(by, ROOM, { ts, said: said(text) });
const notes = () => office.status(NAME).notes;

describe('a message', () => {
  test('is put on the timeline as it was said, once for each person', async () => {
    expect(await note()).toBe(true);
    expect(await note()).toBe(false);
    expect(await note(LEAD)).toBe(true);
    expect(notes()).toEqual([{ ts: TS, author: LEAD.id, text: 'It began with the deploy', by: [ANN.id, LEAD.id] }]);
  });

  test('stays until the last of those who put it there takes it out', async () => {
    await note();
    await note(LEAD);
    await desk.strike(STRANGER, ROOM, TS);
    await desk.strike(ANN, ROOM, TS);
    expect(notes()).toHaveLength(1);
    await desk.strike(LEAD, ROOM, TS);
    expect(notes()).toEqual([]);
    await desk.strike(LEAD, ROOM, TS);
  });

  test('that is marked and unmarked while it is still being read is not there in the end', async () => {
    let read: (text: string) => void = () => undefined;
    const slow = () =>
      new Promise<{ author: null; text: string }>((resolve) => {
        read = (text) => resolve({ author: null, text });
      });
    const marked = desk.note(ANN, ROOM, { ts: TS, said: slow });
    await new Promise((resolve) => setImmediate(resolve));
    const unmarked = desk.strike(ANN, ROOM, TS);
    read('late');
    await Promise.all([marked, unmarked]);
    expect(notes()).toEqual([]);
  });

  test('that is marked and unmarked while the right to it is still being asked for is not there in the end', async () => {
    const { releases } = office.world;
    const asked = Promise.withResolvers<ReadonlySet<string>>();
    const directory = { ...releases.directory, members: () => asked.promise };
    const invite = [{ kind: 'group' as const, handle: 'responders' }];
    const catalog = { ...releases.catalog, incidents: { ...releases.catalog.incidents, invite } };
    desk = new NoteDesk({ ...office.world, releases: { ...releases, catalog, directory } });
    const marked = note(STRANGER);
    const unmarked = desk.strike(STRANGER, ROOM, TS);
    asked.resolve(new Set([STRANGER.id]));
    expect(await marked).toBe(true);
    await unmarked;
    expect(notes()).toEqual([]);
  });

  test('that is not there any more, or may not be read, changes nothing', async () => {
    expect(await desk.note(ANN, ROOM, { ts: TS, said: () => Promise.resolve(null) })).toBe(false);
    expect(notes()).toEqual([]);
  });

  test('is cut where it is long, and refused where there are 200', async () => {
    await note(ANN, 'x'.repeat(10_000));
    expect(notes()[0]?.text).toHaveLength(500);
    for (let n = 1; n < 200; n++) await note(ANN, 'more', `1777896000.${n}`);
    expect(await refusal(note(ANN, 'too many', '1777896001.1'))).toBe('not-offered');
    expect(await note(LEAD, 'one that is there')).toBe(true);
  });

  test('is put there by nobody without a right, nowhere else, and not once it is closed', async () => {
    expect(await refusal(note(STRANGER))).toBe('not-allowed');
    expect(await refusal(desk.note(ANN, 'C0OTHER', { ts: TS, said: said('x') }))).toBe('unknown-incident');
    expect([desk.takes(ROOM), desk.takes('C0OTHER')]).toEqual([true, false]);
    const resolve = { do: 'resolve', cause: 'a typo', impact: '', followUps: [] } as const;
    await office.desk.act({ by: ANN, incident: NAME, deed: resolve });
    expect(await note()).toBe(true);
    await office.desk.act({ by: ANN, incident: NAME, deed: { do: 'close' } });
    expect(desk.takes(ROOM)).toBe(false);
    expect(await refusal(note(LEAD))).toBe('unknown-incident');
  });
});

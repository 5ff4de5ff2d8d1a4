/** The evidence in a workspace: a person downloads from the thread what was kept, byte for byte. */
import { afterEach, expect, test } from '@jest/globals';
import { ENDED, status, told } from '../views/fixtures.ts';
import { ANN, CHANNEL, Office, SEED, until } from './office.ts';

let office: Office;
afterEach(() => office.close());

const captured = () =>
  status('RolledBack', {
    endedAt: ENDED,
    story: told({ what: 'evidenceSaved', files: 3, missing: 0, folder: 'shop_then' }),
    evidence: {
      occasion: 'rollback',
      state: 'saved',
      asOf: ENDED,
      folder: 'shop_then',
      files: 3,
      missing: 0,
      why: null,
      file: null,
    },
  });

const evidence = () => office.store.get().status?.evidence;

test('an archive is found in the thread of the card, and is put there once', async () => {
  office = await Office.open();
  office.archives.shop_then = Buffer.from([0x1f, 0x8b, 0, 255, 10]);
  office.store.set(captured());
  await until(() => evidence()?.file, 'the file');
  const [card] = office.people.messages(CHANNEL, { as: ANN });
  const thread = office.people.thread(CHANNEL, card?.ts ?? '', { as: ANN });
  expect(thread.flatMap((message) => office.people.files(message))).toEqual([
    {
      name: 'shop_then.tar.gz',
      title: 'Evidence of shop 1.5.0 in production',
      bytes: Buffer.from([0x1f, 0x8b, 0, 255, 10]),
    },
  ]);
  const known = evidence()?.file;
  office.store.set({ ...captured(), card: office.store.get().status?.card ?? null });
  await until(() => evidence()?.file, 'the same file, found again');
  expect(evidence()?.file).toBe(known);
  expect(office.people.calls('files.completeUploadExternal')).toHaveLength(1);
});

test('a bot that is not in the channel says so in the thread', async () => {
  const channels = [{ id: CHANNEL, name: 'releases', members: [ANN] }];
  office = await Office.open({ ...SEED, channels });
  office.archives.shop_then = Buffer.from('archive');
  office.store.set(captured());
  await until(() => office.store.get().status?.story.some(({ what }) => what === 'evidenceNotShared'), 'the refusal');
  const [card] = office.people.messages(CHANNEL, { as: ANN });
  await office.people.waitFor(
    (people) =>
      people.thread(CHANNEL, card?.ts ?? '', { as: ANN }).some((line) => /Invite it/.test(people.textOf(line))) ||
      undefined,
    { what: 'a line that says what to do' },
  );
  expect(evidence()?.file).toBeNull();
});

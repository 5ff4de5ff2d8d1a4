/** Evidence that somebody asked for, in a workspace: found where people look, or said why it is not there. */
import { afterEach, expect, test } from '@jest/globals';
import type { CaptureReport } from '../../src/engine/evidence/asked-capture.ts';
import { environment, NEW, status } from '../views/fixtures.ts';
import { ANN, CHANNEL, Office, SEED, until } from './office.ts';

let office: Office;
afterEach(() => office.close());

function report(differs: Partial<CaptureReport> = {}): CaptureReport {
  return {
    intent: { by: { id: ANN }, service: 'shop', environment: null, reason: 'Slow since ten' },
    service: 'shop',
    environment: environment(),
    image: NEW,
    release: null,
    came: {
      state: 'saved',
      folder: 'shop_then',
      files: 3,
      missing: 1,
      gaps: [{ why: 'no series matched', count: 1 }],
      manifest: 'f00d',
    },
    ...differs,
  };
}

const texts = () => office.people.messages(CHANNEL, { as: ANN }).map((each) => office.people.textOf(each));

async function replies(count: number) {
  return await office.people.waitFor(
    (people) => {
      const [first] = people.messages(CHANNEL, { as: ANN });
      const thread = first === undefined ? [] : people.thread(CHANNEL, first.ts, { as: ANN }).slice(1);
      return thread.length >= count ? thread : undefined;
    },
    { what: `${count} replies` },
  );
}

test('without a card it is under a message of its own, which says who asked, why, and what is missing', async () => {
  office = await Office.open();
  office.archives.shop_then = Buffer.from('archive');
  office.slack.askedEvidence.captured(report());
  const [file] = (await replies(1)).flatMap((each) => office.people.files(each));
  expect(file).toMatchObject({ name: 'shop_then.tar.gz', title: 'Evidence of shop 1.5.0 in production' });
  expect(texts()).toEqual([expect.stringMatching(/asked for by .*Slow since ten · 3 files · 1 missing.*no series/)]);
});

test('with a card it is in its thread', async () => {
  office = await Office.open();
  office.archives.shop_then = Buffer.from('archive');
  office.store.set(status('Progressing'));
  await until(() => office.store.get().status?.card?.ts, 'a card');
  office.slack.askedEvidence.captured(report({ release: office.store.get() }));
  await until(() => office.people.calls('files.completeUploadExternal').length === 1, 'the file');
  expect(texts()).toHaveLength(1);
});

test.each<[string, Parameters<typeof Office.open>[0], boolean, RegExp]>([
  [
    'a bot that is not in the channel',
    { ...SEED, channels: [{ id: CHANNEL, name: 'releases', members: [ANN] }] },
    true,
    /Invite it/,
  ],
  ['a folder that is gone', undefined, false, /a volume that outlives a restart/],
])('%s is said in the thread, with what to do', async (_, seed, isThere, words) => {
  office = await Office.open(seed);
  if (isThere) office.archives.shop_then = Buffer.from('archive');
  office.slack.askedEvidence.captured(report());
  const [line] = await replies(1);
  expect(line === undefined ? '' : office.people.textOf(line)).toMatch(words);
});

test('what could not be kept is said without a file', async () => {
  office = await Office.open();
  office.slack.askedEvidence.captured(report({ came: { state: 'failed', why: 'no space left', hint: 'Make room.' } }));
  await until(() => texts().length === 1, 'a message');
  expect(texts()[0]).toMatch(/could not be saved: no space left · What to do: Make room/);
  expect(office.people.calls('files.completeUploadExternal')).toHaveLength(0);
});

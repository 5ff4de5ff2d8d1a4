import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readNotice } from '../../../src/drivers/store/notice-schema.ts';
import { KubernetesNoticeStore } from '../../../src/drivers/store/notices.ts';
import { KubernetesNoticeRemoval } from '../../../src/drivers/store/removal.ts';
import type { NoticeSpec } from '../../../src/model/notice.ts';
import { lost, noticeSpec } from '../../views/notice-fixtures.ts';
import { FakeApi } from './fake-api.ts';

const full: NoticeSpec = {
  ...noticeSpec(),
  release: 'shop-production-mm90chr0',
  image: 'shop:2',
  backTo: 'shop:1',
  cause: 'a typo',
  impact: 'no orders',
};

let api: FakeApi;
const open: KubernetesNoticeStore[] = [];

async function opened(): Promise<KubernetesNoticeStore> {
  const log = { warn: () => undefined, error: () => undefined };
  const store = new KubernetesNoticeStore({ connection: api, namespace: 'rollbridge', log });
  open.push(store);
  await store.start();
  return store;
}

beforeEach(() => {
  api = new FakeApi();
});

afterEach(() => {
  for (const store of open.splice(0)) store.stop();
});

describe('a store of notices', () => {
  test('gives one back exactly as it was, to the next process too', async () => {
    const made = await (await opened()).create(full, null);
    const written = await (await opened()).update(made.name, () => lost().notice.status);
    expect(written).toMatchObject({ spec: full, status: lost().notice.status });
    expect((await opened()).all()).toStrictEqual([written]);
  });

  test('keeps one of each occurrence, whoever makes it and however often', async () => {
    const [one, other] = [await opened(), await opened()];
    const made = await one.create(full, null);
    await other.update(made.name, () => lost().notice.status);
    const again = await one.create(full, null);
    expect(made.name).toMatch(/^shop-production-mm90chs0-incident-opened-[0-9a-z]{8}$/);
    expect(again).toMatchObject({ name: made.name, status: lost().notice.status });
    expect(api.objects.size).toBe(1);
    const next = await one.create({ ...full, at: '2026-05-04T12:00:00.001Z' }, null);
    expect(next.name).not.toBe(made.name);
  });

  test('removes one as it was judged, and not when it has changed since', async () => {
    const store = await opened();
    const removal = new KubernetesNoticeRemoval({ connection: api, namespace: 'rollbridge' });
    const made = await store.create(full, null);
    const changed = await store.update(made.name, () => lost().notice.status);
    expect(await removal.remove(made)).toBe(false);
    expect(await removal.remove(changed)).toBe(true);
    expect(await removal.remove(changed)).toBe(true);
    await expect(store.update(made.name, () => null)).rejects.toMatchObject({ code: 'unknown-notice' });
  });
});

test('a notice at the door is read as null or empty where something is left out', () => {
  const metadata = { name: 'a', resourceVersion: '1', creationTimestamp: '2026-03-02T10:00:00Z' };
  const bare = { phase: 'Waiting', message: '', deliveries: [{ to: 'pager', state: 'waiting' }] };
  const { to: _, ...spec } = full;
  const { record } = readNotice({ metadata, spec, status: bare });
  expect(record?.spec.to).toEqual([]);
  const nothing = { since: null, nextAt: null, why: null, hint: null, link: null };
  expect(record?.status?.deliveries).toEqual([{ to: 'pager', state: 'waiting', tries: 0, ...nothing }]);
  expect(readNotice({ metadata, spec: { ...spec, occasion: 'x' } }).wrong).toMatch(/^spec\.occasion: /);
});

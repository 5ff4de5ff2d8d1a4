import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { StoreOptions } from '../../../src/drivers/store/records.ts';
import { KubernetesReleaseStore } from '../../../src/drivers/store/releases.ts';
import { KubernetesReleaseRemoval } from '../../../src/drivers/store/removal.ts';
import { ApiError, Unreachable } from '../../../src/kubernetes/errors.ts';
import type { Release, ReleaseSpec } from '../../../src/model/release.ts';
import { eventually, SPEC, storeContract } from './contract.ts';
import { conflict, FakeApi } from './fake-api.ts';
import { releasesContract } from './releases-contract.ts';
import { emptyStatus, fullStatus } from './releases-fixture.ts';
import { RELEASE_SAMPLES } from './samples.ts';

class Log {
  readonly lines: string[] = [];
  warn = (fields: object, text: string) => this.#add(fields, text);
  error = (fields: object, text: string) => this.#add(fields, text);
  #add(fields: object, text: string): void {
    this.lines.push(`${text} ${JSON.stringify(fields)}`);
  }
}

const open: KubernetesReleaseStore[] = [];

async function opened(
  options: Partial<StoreOptions> & Pick<StoreOptions, 'connection'>,
): Promise<KubernetesReleaseStore> {
  const store = new KubernetesReleaseStore({ namespace: 'rollbridge', log: new Log(), ...options });
  open.push(store);
  await store.start();
  return store;
}

afterEach(() => {
  for (const store of open.splice(0)) store.stop();
});

function prepare() {
  const api = new FakeApi();
  return Promise.resolve({
    open: (now = Date.now) => opened({ connection: api, now }),
    write: (name: string, spec: ReleaseSpec, annotations?: Record<string, string>) =>
      Promise.resolve(api.write(name, { spec, ...(annotations ? { annotations } : {}) })),
    remove: (name: string) => Promise.resolve(api.remove(name)),
    removal: () => new KubernetesReleaseRemoval({ connection: api, namespace: 'rollbridge' }),
    close: () => Promise.resolve(),
  });
}

storeContract(RELEASE_SAMPLES, prepare);
releasesContract(prepare);

test('a name that is taken is left for the next one, but not for ever', async () => {
  const api = new FakeApi();
  const store = await opened({ connection: api, now: () => Date.parse('2026-05-04T12:00:00.000Z') });
  const names: string[] = [];
  for (let made = 0; made < 6; made++) names.push((await store.create(SPEC, emptyStatus)).name);
  expect(new Set(names).size).toBe(6);
  expect(names).toEqual(names.toSorted());
  await expect(store.create(SPEC, emptyStatus)).rejects.toMatchObject({
    code: 'lost-race',
    message: 'No release was made.',
  });
  expect(api.objects.size).toBe(6);
});

describe('the store of releases in Kubernetes', () => {
  let api: FakeApi;
  let log: Log;
  let lives: boolean[];
  let store: KubernetesReleaseStore;

  beforeEach(async () => {
    api = new FakeApi();
    log = new Log();
    lives = [];
    store = await opened({ connection: api, log, onLive: (live) => lives.push(live) });
  });

  const requests = () => api.asked.splice(0).map(({ method, path }) => `${method} ${path.split('/releases')[1]}`);

  test('writes a change from memory with one request', async () => {
    const { name } = await store.create(SPEC, emptyStatus);
    requests();
    await store.update(name, () => fullStatus);
    expect(requests()).toEqual([`PUT /${name}/status`]);
  });

  test('believes a fresh read, not its memory, that there is nothing to change', async () => {
    const { name } = await store.create(SPEC, emptyStatus);
    api.muted = true;
    api.write(name, { status: fullStatus });
    requests();
    const after = await store.update(name, ({ status }) => (status?.phase === 'Pending' ? null : emptyStatus));
    expect(requests()).toEqual([`GET /${name}`, `PUT /${name}/status`]);
    expect(after.status).toStrictEqual(emptyStatus);
  });

  test('believes a fresh read, not its memory, that something is refused', async () => {
    const { name } = await store.create(SPEC, emptyStatus);
    api.muted = true;
    api.write(name, { status: fullStatus });
    const change = ({ status }: Release) => {
      if (status?.phase === 'Pending') throw new Error('too early');
      return emptyStatus;
    };
    expect((await store.update(name, change)).status).toStrictEqual(emptyStatus);
  });

  test('shows the change again on a fresh read when somebody else was faster', async () => {
    const { name } = await store.create(SPEC, emptyStatus);
    api.muted = true;
    api.write(name, { status: { ...emptyStatus, message: 'theirs' } });
    const seen: (string | undefined)[] = [];
    const after = await store.update(name, ({ status }) => {
      seen.push(status?.message);
      return { ...emptyStatus, message: `${status?.message}, ours` };
    });
    expect(seen).toEqual(['Waiting to be taken up', 'theirs']);
    expect(after.status?.message).toBe('theirs, ours');
  });

  test('gives up after five fresh reads, and says so', async () => {
    const { name } = await store.create(SPEC, emptyStatus);
    requests();
    api.before = ({ method }) => {
      if (method === 'PUT') throw conflict();
    };
    await expect(store.update(name, () => fullStatus)).rejects.toMatchObject({ code: 'lost-race' });
    expect(requests().filter((line) => line.startsWith('GET'))).toHaveLength(5);
  });

  test.each([
    ['the cluster is away', new Unreachable('PUT', '/x', new Error('ECONNREFUSED')), 'cluster-unreachable'],
    [
      'the cluster refuses',
      new ApiError(403, 'Forbidden', 'cannot update resource "releases/status"', 'PUT', '/x'),
      'cluster-forbidden',
    ],
  ])('does not try again when %s', async (_, error, code) => {
    const { name } = await store.create(SPEC, emptyStatus);
    requests();
    api.before = () => {
      throw error;
    };
    await expect(store.update(name, () => fullStatus)).rejects.toMatchObject({ code });
    expect(requests()).toHaveLength(1);
  });

  test('says that the kind is not installed', async () => {
    api.before = () => {
      throw new ApiError(404, '', '404 page not found\n', 'POST', '/x');
    };
    await expect(store.create(SPEC, null)).rejects.toMatchObject({ code: 'objects-missing' });
  });

  test('says that the namespace is missing', async () => {
    api.before = () => {
      throw new ApiError(404, 'NotFound', 'namespaces "rollbridge" not found', 'POST', '/x');
    };
    await expect(store.create(SPEC, null)).rejects.toMatchObject({
      code: 'target-missing',
      message: 'There is no namespace rollbridge.',
    });
  });

  test('removes a release whose status could not be written, so that it does not begin after all', async () => {
    api.before = ({ method }) => {
      if (method === 'PUT') throw new ApiError(403, 'Forbidden', 'no', 'PUT', '/x');
    };
    await expect(store.create(SPEC, emptyStatus)).rejects.toMatchObject({ code: 'cluster-forbidden' });
    expect(api.objects.size).toBe(0);
  });

  test('hides and logs a release that can neither be finished nor removed', async () => {
    api.before = ({ method }) => {
      if (method !== 'POST' && method !== 'GET') throw new Unreachable(method, '/x', 'gone');
    };
    await expect(store.create(SPEC, emptyStatus)).rejects.toMatchObject({ code: 'cluster-unreachable' });
    expect([api.objects.size, store.all()]).toEqual([1, []]);
    expect(log.lines.join()).toContain('could not be removed');
  });

  test('still gives a release its status when somebody touched it in between', async () => {
    let touched = false;
    api.before = ({ method, path }) => {
      if (method !== 'PUT' || touched) return;
      touched = true;
      api.write(path.split('/').at(-2) ?? '', {});
    };
    expect((await store.create(SPEC, fullStatus)).status).toStrictEqual(fullStatus);
    expect(touched).toBe(true);
  });

  const malformed: [string, object][] = [
    ['no spec', {}],
    ['a spec without service', { spec: { environment: 'production', version: '1' } }],
    ['a version that is a number', { spec: { ...SPEC, version: 2 } }],
    ['a phase nobody knows', { spec: SPEC, status: { ...emptyStatus, phase: 'Dancing' } }],
    [
      'a story with an event nobody knows',
      { spec: SPEC, status: { ...emptyStatus, story: [{ at: 'now', what: 'danced' }] } },
    ],
    ['a status that is a list', { spec: SPEC, status: [] }],
  ];
  test.each(malformed)('skips an object with %s, logs it, and goes on', async (_, content) => {
    const heard: string[] = [];
    store.follow(({ name }) => heard.push(name));
    api.write('odd', content);
    api.write('good', { spec: SPEC });
    await eventually(() => heard.length > 0, 'the good one');
    expect(heard).toEqual(['good']);
    expect(store.all().map(({ name }) => name)).toEqual(['good']);
    expect(log.lines).toEqual([expect.stringMatching(/^a release is not valid: skipped .*"odd"/)]);
    await expect(store.update('odd', () => emptyStatus)).rejects.toMatchObject({ code: 'unknown-release' });
  });

  test('takes the higher resource version, whichever comes last', async () => {
    const { name } = await store.create(SPEC, emptyStatus);
    const old = structuredClone(api.objects.get(name));
    await store.update(name, () => fullStatus);
    if (old === undefined) throw new Error('it was not stored');
    api.objects.set(name, old);
    lives.length = 0;
    store.renew();
    await eventually(() => lives.length === 2, 'a new list with the old object');
    expect(store.all()[0]?.status).toStrictEqual(fullStatus);
  });

  test('does not tell again of what a new list brings again', async () => {
    await store.create(SPEC, emptyStatus);
    const heard: Release[] = [];
    store.follow((release) => heard.push(release));
    lives.length = 0;
    store.renew();
    await eventually(() => lives.length === 2, 'the watch is cut and comes back');
    expect(lives).toEqual([false, true]);
    expect(heard).toEqual([]);
    api.write('later', { spec: SPEC });
    await eventually(() => heard.length > 0, 'the next change');
    expect(heard.map(({ name }) => name)).toEqual(['later']);
  });

  test('tells the other listeners when one of them fails', async () => {
    const heard: string[] = [];
    store.follow(() => {
      throw new Error('oops');
    });
    store.follow(({ name }) => heard.push(name));
    const { name } = await store.create(SPEC, null);
    expect(heard).toEqual([name]);
    expect(log.lines.join()).toContain('a listener failed');
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { applyCrds } from '../../../src/drivers/store/crds.ts';
import { readRelease } from '../../../src/drivers/store/schema.ts';
import type { Connection, Method, RequestExtras } from '../../../src/kubernetes/connection.ts';
import { ApiError } from '../../../src/kubernetes/errors.ts';
import { emptyStatus, everyEvent, fullStatus, nullStatus } from './releases-fixture.ts';

const TEXT = readFileSync('deploy/crds/releases.yaml', 'utf8');
const established = { status: { conditions: [{ type: 'Established', status: 'True' }] } };

class FakeCrds implements Connection {
  readonly asked: [Method, string, RequestExtras][] = [];
  readonly #answers: unknown[];

  constructor(...answers: readonly unknown[]) {
    this.#answers = [...answers];
  }

  request<T>(method: Method, path: string, extras: RequestExtras = {}): Promise<T> {
    this.asked.push([method, path, extras]);
    const answer = this.#answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as T);
  }

  // biome-ignore lint/correctness/useYield: it is never asked for
  async *lines(): AsyncIterable<string> {
    await Promise.reject(new Error('nothing is watched here'));
  }
}

describe('the CRDs', () => {
  test('are applied by the server, by our name, over whatever stands there', async () => {
    const api = new FakeCrds(established);
    expect(await applyCrds(api, [TEXT])).toBe('applied');
    expect(api.asked).toMatchObject([
      [
        'PATCH',
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/releases.rollbridge.dev',
        {
          body: { kind: 'CustomResourceDefinition' },
          contentType: 'application/apply-patch+yaml',
          query: { fieldManager: 'rollbridge', force: 'true' },
        },
      ],
    ]);
  });

  test('are waited for until the API server serves them', async () => {
    const api = new FakeCrds({}, { status: { conditions: [{ type: 'Established', status: 'False' }] } }, established);
    expect(await applyCrds(api, [TEXT])).toBe('applied');
    expect(api.asked.map(([method]) => method)).toEqual(['PATCH', 'GET', 'GET']);
  });

  test('are left to somebody else when the bot may not apply them', async () => {
    expect(await applyCrds(new FakeCrds(new ApiError(403, 'Forbidden', 'no', 'PATCH', '/')), [TEXT])).toBe('forbidden');
  });

  test('that the server finds wrong are an error', async () => {
    const wrong = new ApiError(422, 'Invalid', 'no', 'PATCH', '/');
    await expect(applyCrds(new FakeCrds(wrong), [TEXT])).rejects.toBe(wrong);
  });
});

type Schema = { readonly description?: string; readonly properties?: Record<string, Schema>; readonly items?: Schema };

test.each(['releases', 'incidents', 'notices'])('every field of the schema of %s is described', (kind) => {
  const root: Schema = parse(readFileSync(`deploy/crds/${kind}.yaml`, 'utf8')).spec.versions[0].schema.openAPIV3Schema;
  const { metadata: _, ...properties } = root.properties ?? {};
  const bare: string[] = [];
  const look = (schema: Schema, path: string): void => {
    if (schema.description === undefined) bare.push(path);
    for (const [name, field] of Object.entries(schema.properties ?? {})) look(field, `${path}.${name}`);
    if (schema.items !== undefined) look(schema.items, `${path}[]`);
  };
  look({ ...root, properties }, '');
  expect(bare).toEqual([]);
});

describe('an object at the door', () => {
  const metadata = { name: 'a', resourceVersion: '1', creationTimestamp: '2026-03-02T10:00:00Z' };
  const spec = { service: 'shop', environment: 'production', version: '1' };

  test.each(everyEvent)('may tell of the event $what', (event) => {
    const { record } = readRelease({ metadata, spec, status: { ...fullStatus, story: [event] } });
    expect(record?.status?.story).toStrictEqual([event]);
  });

  test('may not tell of it without what belongs to it', () => {
    const bare = everyEvent.map(({ what, at }) => ({ what, at }));
    const fine = bare.filter(
      (event) => readRelease({ metadata, spec, status: { ...fullStatus, story: [event] } }).wrong === null,
    );
    expect(new Set(fine.map(({ what }) => what))).toEqual(
      new Set(['promotedElsewhere', 'notReconciling', 'leftAlone', 'adopted', 'held', 'rollbackGoesOn']),
    );
  });

  test('is read as null or empty where something is left out', () => {
    const { phase, message, requester } = emptyStatus;
    expect(readRelease({ metadata, spec, status: { phase, message, requester } }).record?.status).toStrictEqual(
      emptyStatus,
    );
    const bare = JSON.parse(JSON.stringify(nullStatus, (_, value: unknown) => value ?? undefined));
    expect(readRelease({ metadata, spec, status: bare }).record?.status).toStrictEqual(nullStatus);
  });

  test('is explained in one line when it is wrong', () => {
    expect(readRelease({ metadata, spec: { service: 1 } }).wrong).toMatch(
      /^spec\.service: [^\n]+; spec\.environment: [^\n]+$/,
    );
  });
});

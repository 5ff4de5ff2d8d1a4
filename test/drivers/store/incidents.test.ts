import { afterEach, describe, expect, test } from '@jest/globals';
import { readIncident } from '../../../src/drivers/store/incident-schema.ts';
import { KubernetesIncidentStore } from '../../../src/drivers/store/incidents.ts';
import type { IncidentSpec } from '../../../src/model/incident.ts';
import { storeContract } from './contract.ts';
import { FakeApi } from './fake-api.ts';
import { everyIncidentEvent, fullIncident, incidentSpec, nullIncident } from './incidents-fixture.ts';
import { INCIDENT_SAMPLES } from './samples.ts';

const open: KubernetesIncidentStore[] = [];

afterEach(() => {
  for (const store of open.splice(0)) store.stop();
});

storeContract(INCIDENT_SAMPLES, () => {
  const api = new FakeApi();
  const log = { warn: () => undefined, error: () => undefined };
  return Promise.resolve({
    open: async (now = Date.now) => {
      const store = new KubernetesIncidentStore({ connection: api, namespace: 'rollbridge', log, now });
      open.push(store);
      await store.start();
      return store;
    },
    write: (name: string, spec: IncidentSpec, annotations?: Record<string, string>) =>
      Promise.resolve(api.write(name, { spec, ...(annotations ? { annotations } : {}) })),
    remove: (name: string) => Promise.resolve(api.remove(name)),
    close: () => Promise.resolve(),
  });
});

describe('an incident at the door', () => {
  const metadata = { name: 'a', resourceVersion: '1', creationTimestamp: '2026-03-02T10:00:00Z' };
  const read = (status: object) => readIncident({ metadata, spec: incidentSpec, status });

  test.each(everyIncidentEvent)('may tell of the event $what', (event) => {
    expect(read({ ...fullIncident, story: [event] }).record?.status?.story).toStrictEqual([event]);
  });

  test('may not tell of it without what belongs to it', () => {
    const bare = everyIncidentEvent.map(({ what, at }) => ({ what, at }));
    const fine = bare.filter((event) => read({ ...fullIncident, story: [event] }).wrong === null);
    expect(fine.map(({ what }) => what)).toEqual(['updateDue']);
  });

  test('is read as null or empty where something is left out', () => {
    const bare = JSON.parse(JSON.stringify(nullIncident, (_, value: unknown) => value ?? undefined));
    expect(read(bare).record?.status).toStrictEqual(nullIncident);
    const { phase, message, openedBy, severity } = nullIncident;
    expect(read({ phase, message, openedBy, severity }).record?.status).toMatchObject({ tasks: [], room: null });
  });
});

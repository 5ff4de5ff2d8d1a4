/** What `kubectl get` shows. */
import { expect, test } from '@jest/globals';
import { humanDuration } from '../../../../sandbox/cluster/api/table/age.ts';
import { podColumns, podStatus } from '../../../../sandbox/cluster/api/table/pod-columns.ts';
import { atPath } from '../../../../sandbox/cluster/api/table/values.ts';
import { pod, START } from '../objects.ts';

test.each([
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [125, '2m5s'],
  [600, '10m'],
  [10_799, '179m'],
  [10_800, '3h'],
  [12_000, '3h20m'],
  [28_800, '8h'],
  [172_800, '2d'],
  [180_000, '2d2h'],
  [700_000, '8d'],
  [63_072_000, '2y'],
  [70_000_000, '2y80d'],
])('%i seconds are shown as %s', (seconds, expected) => {
  expect(humanDuration(seconds)).toBe(expected);
});

const waits = (reason: string) => ({ containerStatuses: [{ name: 'app', state: { waiting: { reason } } }] });

test.each<[string, object, string]>([
  ['waits for a node', { phase: 'Pending' }, 'Pending'],
  ['crashes', { phase: 'Running', ...waits('CrashLoopBackOff') }, 'CrashLoopBackOff'],
  ['has no image', { phase: 'Pending', ...waits('ErrImagePull') }, 'ErrImagePull'],
  [
    'has ended',
    {
      phase: 'Succeeded',
      containerStatuses: [{ name: 'app', state: { terminated: { reason: 'Completed', exitCode: 0 } } }],
    },
    'Completed',
  ],
  ['runs', { phase: 'Running', containerStatuses: [{ name: 'app', state: { running: {} } }] }, 'Running'],
])('a pod that %s', (_, status, expected) => {
  expect(podStatus({ ...pod('a'), status })).toBe(expected);
});

test('a pod that goes is terminating, and restarts are counted with the last one', () => {
  const ended = '2026-11-21T11:58:00Z';
  const statuses = [{ name: 'app', ready: true, restartCount: 3, lastState: { terminated: { finishedAt: ended } } }];
  const going = {
    ...pod('a', {}, { deletionTimestamp: ended }),
    status: { phase: 'Running', containerStatuses: statuses },
  };
  expect(podStatus(going)).toBe('Terminating');
  const cell = (name: string) => podColumns.find((column) => column.name === name)?.cell(going, START);
  expect([cell('Ready'), cell('Restarts')]).toEqual(['1/1', '3 (2m ago)']);
});

test('the paths of printer columns lead into fields, lists and entries', () => {
  const object = {
    spec: { replicas: 2, list: [{ a: 1 }] },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
    metadata: { labels: { 'acme.dev/team': 'shop' } },
  };
  expect(atPath(object, '.spec.replicas')).toBe(2);
  expect(atPath(object, '.spec.list[0].a')).toBe(1);
  expect(atPath(object, '.status.conditions[?(@.type=="Ready")].status')).toBe('True');
  expect(atPath(object, ".metadata.labels['acme.dev/team']")).toBe('shop');
  expect(atPath(object, '.spec.nothing.there')).toBeUndefined();
});

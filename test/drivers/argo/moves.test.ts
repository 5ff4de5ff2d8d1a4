import { type Move, requestOf } from '../../../src/drivers/argo/moves.ts';
import { NEW, NEW_IMAGE, OLD, OLD_IMAGE } from './builders.ts';

const target = {
  region: 'eu',
  cluster: 'home',
  namespace: 'ns',
  kind: 'Rollout',
  name: 'shop',
  container: 'app',
} as const;
const place = { pointer: '/spec/template/spec/containers/0', container: 'app', image: NEW_IMAGE };
const rollout = '/apis/argoproj.io/v1alpha1/namespaces/ns/rollouts/shop';
const test_ = (path: string, value: unknown) => ({ op: 'test', path, value });

const cases: readonly [string, Move, string, unknown][] = [
  [
    'an image is set only where the expected one stands',
    { name: 'set-image', place: { ...place, image: OLD_IMAGE }, image: NEW_IMAGE },
    rollout,
    [
      test_('/spec/template/spec/containers/0/name', 'app'),
      test_('/spec/template/spec/containers/0/image', OLD_IMAGE),
      { op: 'add', path: '/spec/template/spec/containers/0/image', value: NEW_IMAGE },
    ],
  ],
  [
    'an abort is bound to the version to leave and the one to go back to',
    { name: 'abort', current: NEW, stable: OLD },
    `${rollout}/status`,
    [
      test_('/status/currentPodHash', NEW),
      test_('/status/stableRS', OLD),
      { op: 'add', path: '/status/abort', value: true },
    ],
  ],
  [
    'a retry is bound to the version that is aborted',
    { name: 'retry', current: NEW },
    `${rollout}/status`,
    [
      test_('/status/currentPodHash', NEW),
      test_('/status/abort', true),
      { op: 'add', path: '/status/abort', value: false },
    ],
  ],
  [
    'a restart is bound to the version whose pods are meant',
    { name: 'restart', current: NEW, at: 'T' },
    rollout,
    [test_('/status/currentPodHash', NEW), { op: 'add', path: '/spec/restartAt', value: 'T' }],
  ],
  [
    'a drill marks the template of the version that is meant',
    { name: 'mark-drill', place, mark: '1795262400' },
    rollout,
    [
      test_('/spec/template/spec/containers/0/name', 'app'),
      test_('/spec/template/spec/containers/0/image', NEW_IMAGE),
      { op: 'add', path: '/spec/template/metadata/labels/rollbridge.dev~1drill', value: '1795262400' },
    ],
  ],
  [
    'a pause is ended only if it is still the same one',
    { name: 'clear-pause', current: NEW, step: 1, startTime: 'T' },
    `${rollout}/status`,
    [
      test_('/status/currentPodHash', NEW),
      test_('/status/pauseConditions/0/startTime', 'T'),
      test_('/status/currentStepIndex', 1),
      { op: 'remove', path: '/status/pauseConditions' },
    ],
  ],
  [
    'a restore puts the window in by the same write, and notes what stood there',
    { name: 'restore', place, template: '{"a":1}', window: { present: false, next: 1, note: 'null' }, unpause: false },
    rollout,
    [
      test_('/spec/template/spec/containers/0/name', 'app'),
      test_('/spec/template/spec/containers/0/image', NEW_IMAGE),
      { op: 'add', path: '/spec/rollbackWindow', value: { revisions: 1 } },
      { op: 'add', path: '/metadata/annotations/rollbridge.dev~1former-rollback-window', value: 'null' },
      { op: 'replace', path: '/spec/template', value: { a: 1 } },
    ],
  ],
  [
    'an image in a Deployment is set there, and nothing else is',
    { name: 'set-image', place: { ...place, deployment: 'shop-app', image: OLD_IMAGE }, image: NEW_IMAGE },
    '/apis/apps/v1/namespaces/ns/deployments/shop-app',
    [
      test_('/spec/template/spec/containers/0/name', 'app'),
      test_('/spec/template/spec/containers/0/image', OLD_IMAGE),
      { op: 'add', path: '/spec/template/spec/containers/0/image', value: NEW_IMAGE },
    ],
  ],
  [
    'a template in a Deployment is put back there, and nothing else is',
    { name: 'restore', place: { ...place, deployment: 'shop-app' }, template: '{"a":1}', window: null, unpause: false },
    '/apis/apps/v1/namespaces/ns/deployments/shop-app',
    [
      test_('/spec/template/spec/containers/0/name', 'app'),
      test_('/spec/template/spec/containers/0/image', NEW_IMAGE),
      { op: 'replace', path: '/spec/template', value: { a: 1 } },
    ],
  ],
  [
    'a window that must stand before the template comes is set on the Rollout',
    { name: 'set-window', window: { present: true, next: null, note: '3' } },
    rollout,
    [
      { op: 'remove', path: '/spec/rollbackWindow' },
      { op: 'add', path: '/metadata/annotations/rollbridge.dev~1former-rollback-window', value: '3' },
    ],
  ],
  [
    'a window that was taken away is put back',
    { name: 'restore-window', former: '3', present: false },
    rollout,
    [
      test_('/metadata/annotations/rollbridge.dev~1former-rollback-window', '3'),
      { op: 'add', path: '/spec/rollbackWindow', value: { revisions: 3 } },
      { op: 'remove', path: '/metadata/annotations/rollbridge.dev~1former-rollback-window' },
    ],
  ],
  [
    'a window that was put in is taken away',
    { name: 'restore-window', former: 'null', present: true },
    rollout,
    [
      test_('/metadata/annotations/rollbridge.dev~1former-rollback-window', 'null'),
      { op: 'remove', path: '/spec/rollbackWindow' },
      { op: 'remove', path: '/metadata/annotations/rollbridge.dev~1former-rollback-window' },
    ],
  ],
  [
    'a Service is forced only from the version it was seen with',
    { name: 'force-selector', service: 'active', from: NEW, to: OLD },
    '/api/v1/namespaces/ns/services/active',
    [
      test_('/spec/selector/rollouts-pod-template-hash', NEW),
      { op: 'add', path: '/spec/selector/rollouts-pod-template-hash', value: OLD },
    ],
  ],
];

test.each(cases)('%s', (_name, move, path, body) => {
  expect(requestOf(target, move)).toEqual({ path, contentType: 'application/json-patch+json', body });
});

test('a nudge is a real change of the Rollout that means nothing', () => {
  expect(requestOf(target, { name: 'nudge', at: 7 })).toEqual({
    path: rollout,
    contentType: 'application/merge-patch+json',
    body: { metadata: { annotations: { 'rollbridge.dev/nudge': '7' } } },
  });
});

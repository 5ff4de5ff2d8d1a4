/** What a capture is about, where a test does not care. */
import type { CaptureAbout } from '../../../src/model/capture.ts';

export const ABOUT: CaptureAbout = {
  occasion: 'rollback',
  service: 'shop',
  environment: 'production',
  target: { region: 'eu', cluster: 'home', namespace: 'shop', kind: 'Rollout', name: 'shop', container: 'app' },
  release: 'shop-1',
  bad: '6d4f5b7c9',
  good: '5c8d7f6b4',
  asOf: '2026-11-21T09:45:57.123Z',
  began: '2026-11-21T09:45:57.200Z',
  ended: '2026-11-21T09:45:58.000Z',
  again: false,
};

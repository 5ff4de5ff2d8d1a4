import { expect, test } from '@jest/globals';
import { archiveComment, archiveTitle } from '../../src/views/evidence.ts';
import { release, rollback, status, view } from './fixtures.ts';

const evidence = {
  occasion: 'rollback',
  state: 'saved',
  asOf: '2026-03-02T10:05:00.000Z',
  folder: 'shop_2026-03-02T10:05:00.000Z',
  files: 3,
  missing: 0,
  why: null,
  file: null,
} as const;

test('an archive is named after the version that was rolled back, also where the release only records the rollback', () => {
  const recorded = status('RolledBack', { evidence, rollback: rollback() });
  const about = view(null, { release: release(recorded, { version: '1.4.2' }) });
  expect(archiveTitle(about)).toBe('Evidence of shop 1.5.0 in production');
  expect(archiveComment(about)).toContain('when shop 1.5.0 rolled back');
});

test('an archive of a failure is named after the version that was released', () => {
  const failed = status('Aborted', { evidence: { ...evidence, occasion: 'failure' } });
  expect(archiveTitle(view(failed))).toBe('Evidence of shop 1.5.0 in production');
  expect(archiveComment(view(failed))).toContain('when shop 1.5.0 failed');
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Release, ReleasePhase } from '../../src/model/release.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { lost } from '../views/notice-fixtures.ts';

let metrics: Metrics;

beforeEach(() => {
  metrics = new Metrics();
});

async function linesOf(name: string): Promise<string[]> {
  const text = await metrics.registry.getSingleMetricAsString(name);
  return text.split('\n').filter((line) => !line.startsWith('#'));
}

describe('the clock of a rollback', () => {
  test.each([
    [0.004, '0.01'],
    [0.3, '0.5'],
    [2.5, '3'],
    [119, '120'],
    [600, '+Inf'],
  ])('of %d s first counts below %s s', async (seconds, bucket) => {
    metrics.rollback('zero', 'abort-canary', seconds);
    const counted = (await linesOf('rollbridge_rollback_seconds')).find(
      (line) => line.includes('_bucket') && line.endsWith(' 1'),
    );
    expect(counted).toBe(`rollbridge_rollback_seconds_bucket{le="${bucket}",stage="zero",mechanism="abort-canary"} 1`);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('of %d s is not counted', async (seconds) => {
    metrics.rollback('healthy', 'restore-warm', seconds);
    expect((await linesOf('rollbridge_rollback_seconds')).filter((line) => line.includes('_count'))).toEqual([]);
  });

  test('is kept by stage and mechanism', async () => {
    metrics.rollback('accepted', 'abort-canary', 0.1);
    metrics.rollback('accepted', 'restore-warm', 0.2);
    metrics.rollback('zero', 'abort-canary', 0.3);
    expect((await linesOf('rollbridge_rollback_seconds')).filter((line) => line.includes('_count'))).toHaveLength(3);
  });
});

describe('releases by phase', () => {
  const release = (phase: ReleasePhase | null) => ({ status: phase === null ? null : { phase } }) as Release;

  test('are counted when somebody asks, those that nobody took up as pending', async () => {
    let kept = [release('Completed'), release('Completed'), release(null)];
    metrics.countReleases(() => kept);
    const lines = await linesOf('rollbridge_releases');
    expect(lines).toHaveLength(12);
    expect(lines).toContain('rollbridge_releases{phase="Completed"} 2');
    expect(lines).toContain('rollbridge_releases{phase="Pending"} 1');
    kept = [];
    expect(await linesOf('rollbridge_releases')).toContain('rollbridge_releases{phase="Completed"} 0');
  });
});

test('requests from Slack are counted by outcome', async () => {
  for (const outcome of ['done', 'done', 'unverified'] as const) metrics.slackRequest(outcome);
  expect(await linesOf('rollbridge_slack_requests_total')).toEqual([
    'rollbridge_slack_requests_total{outcome="done"} 2',
    'rollbridge_slack_requests_total{outcome="unverified"} 1',
  ]);
});

test('refused presses are counted by the code of the reason', async () => {
  metrics.refused('stale');
  expect(await linesOf('rollbridge_refused_presses_total')).toEqual([
    'rollbridge_refused_presses_total{code="stale"} 1',
  ]);
});

test('a watch is 1 while it is live and 0 while it is not', async () => {
  metrics.watchLive('releases', true);
  metrics.watchLive('home', true);
  metrics.watchLive('releases', false);
  expect(await linesOf('rollbridge_watch_live')).toEqual([
    'rollbridge_watch_live{watch="releases"} 0',
    'rollbridge_watch_live{watch="home"} 1',
  ]);
});

test('the catalog in force is the one in the file until a changed one is refused', async () => {
  const state = async () => (await linesOf('rollbridge_config_last_reload_successful'))[0];
  const good = 'rollbridge_config_last_reload_successful 1';
  expect(await state()).toBe(good);
  metrics.configReload('refused');
  expect(await state()).toBe('rollbridge_config_last_reload_successful 0');
  metrics.configReload('unchanged');
  expect(await state()).toBe(good);
  expect(await linesOf('rollbridge_config_reloads_total')).toEqual([
    'rollbridge_config_reloads_total{outcome="refused"} 1',
    'rollbridge_config_reloads_total{outcome="unchanged"} 1',
  ]);
});

describe('notices', () => {
  test('are counted by destination and what came of each try', async () => {
    metrics.notice('hooks', 'later');
    metrics.notice('hooks', 'delivered');
    metrics.notice('hooks', 'delivered');
    expect(await linesOf('rollbridge_notices_sent_total')).toEqual([
      'rollbridge_notices_sent_total{to="hooks",came="later"} 1',
      'rollbridge_notices_sent_total{to="hooks",came="delivered"} 2',
    ]);
  });

  test('that did not get through yet are counted as they are now', async () => {
    let now = [lost().notice, lost().notice, lost({ to: 'hooks', state: 'waiting' }).notice];
    metrics.countNotices(() => now);
    expect(await linesOf('rollbridge_notices')).toEqual([
      'rollbridge_notices{to="pager",state="undelivered"} 2',
      'rollbridge_notices{to="hooks",state="waiting"} 1',
    ]);
    now = [lost({ state: 'delivered' }).notice];
    expect(await linesOf('rollbridge_notices')).toEqual([]);
  });
});

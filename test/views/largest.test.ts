import { describe, expect, test } from '@jest/globals';
import { UserProblem } from '../../src/model/problem.ts';
import { helpText } from '../../src/views/answers.ts';
import { approvalAsk } from '../../src/views/approval-ask.ts';
import { releaseCard } from '../../src/views/card/card.ts';
import { dryRunView } from '../../src/views/dry-run.ts';
import { historyView, releasesView } from '../../src/views/history/history.ts';
import { statusList } from '../../src/views/status-list.ts';
import {
  analysis,
  canary,
  dryRun,
  environment,
  history,
  kept,
  metric,
  NEW_HASH,
  NOW,
  RUNNING_OFFERS,
  release,
  right,
  rollback,
  status,
  told,
  version,
  view,
} from './fixtures.ts';
import { expectValid } from './valid.ts';

const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const long = (word: string) => `${word} `.repeat(100);

const LARGEST = canary({
  phase: 'Degraded',
  message: long('message'),
  versions: many(40, (i) =>
    version({ hash: `hash${i}`, revision: i, image: `registry.example/${long('image')}:${i}` }),
  ),
  analyses: many(10, (a) =>
    analysis({
      message: long('because'),
      metrics: many(50, (i) =>
        metric({
          name: `metric-${a}-${i} ${long('name')}`,
          condition: long('result[0] > 1'),
          values: many(5, () => '[1.23456789, 9.87654321]'),
          message: long('why'),
          phase: i === 49 ? 'Failed' : 'Successful',
        }),
      ),
    }),
  ),
  troubles: many(200, (i) => ({
    pod: `shop-${i}`,
    hash: NEW_HASH,
    reason: 'CrashLoopBackOff',
    message: long('back-off'),
  })),
});

const LARGE_VIEW = view(status('Degraded'), {
  offers: RUNNING_OFFERS,
  snapshot: LARGEST,
  environment: environment({ approve: many(100, (i) => ({ kind: 'user', id: `U0USER${i}` })), approvals: 5 }),
});

describe('a message of the largest input', () => {
  test('still fits, keeps its buttons, and says how much it leaves out', () => {
    const card = releaseCard(LARGE_VIEW, NOW);
    expectValid(card);
    const all = JSON.stringify(card.blocks);
    expect(card.blocks.at(-1)?.type).toBe('actions');
    expect(all).toContain('200 pods do not serve');
    expect(all).toContain('and 197 more pods');
    expect(all).toContain('and 6 more analyses');
  });

  test('shows all lines that have room where only the number is large', () => {
    const short = canary({
      versions: many(40, (i) => version({ hash: `hash${i}`, revision: i })),
      analyses: [
        analysis({ metrics: many(50, (i) => metric({ name: `m${i}`, phase: i === 49 ? 'Failed' : 'Running' })) }),
      ],
    });
    const card = releaseCard(view(status('Progressing'), { snapshot: short }), NOW);
    expectValid(card);
    const all = JSON.stringify(card.blocks);
    expect(all).toContain('and 34 more versions');
    expect(all).toContain('and 42 more metrics');
    expect(all).toContain('*m49* failed');
  });

  test('lists hundreds of services in one message', () => {
    const list = statusList(
      many(300, () => LARGE_VIEW),
      NOW,
    );
    expectValid(list);
    expect(JSON.stringify(list.blocks)).toContain('and 270 more releases');
  });

  const remembered = (i: number, words = 'why') => {
    const shown = release(
      status('RolledBack', {
        rollback: rollback({}, { reason: long(words) }),
        story: told({ what: 'approved', by: { kind: 'user', id: 'U0LEAD' }, given: 1, needed: 1 }),
      }),
      { reason: long(words) },
    );
    return { view: view(shown.status, { release: { ...shown, name: `release-${i}` } }), revision: i };
  };
  const linkTo = () => null;

  test('shows as much of a history as has room, whole, and how to see the rest', () => {
    const revisions = many(50, (i) => kept({ revision: i }));
    const releases = many(10, (i) => remembered(i, '"quoted"'));
    const message = historyView(history({ releases, revisions, older: 40 }), linkTo);
    expectValid(message);
    const shown = message.blocks.filter(({ block_id }) => block_id?.startsWith('release-')).length;
    expect(shown).toBeGreaterThan(3);
    expect(shown).toBeLessThan(10);
    const all = JSON.stringify(message.blocks);
    expect(all).toContain(`releases 1 to ${shown} of 50`);
    expect(all).toContain(`and ${50 - shown} older releases`);
    expect(all).toContain(`\\"after\\":\\"release-${shown - 1}\\"`);
    expect(all).toContain('and 30 more revisions');
    expect(all.match(/Back to/g)).toHaveLength(shown);
  });

  test('goes through a long history without leaving a release out', () => {
    const all = many(37, (i) => remembered(i, '"quoted"'));
    const seen: number[] = [];
    for (let newer = 0; newer < all.length; ) {
      const releases = all.slice(newer, newer + 10);
      const page = { releases, newer, older: all.length - newer - releases.length };
      const { blocks } = historyView(history({ ...page, revisions: [] }), linkTo);
      const shown = blocks.filter(({ block_id }) => block_id?.startsWith('release-')).length;
      seen.push(...releases.slice(0, shown).map(({ revision }) => revision));
      expect(blocks.at(-1)?.type === 'actions').toBe(newer + shown < all.length);
      newer += shown;
    }
    expect(seen).toEqual(many(37, (i) => i));
  });

  test('lists releases of all services in one message', () => {
    const message = releasesView({ releases: many(20, (i) => remembered(i)), newer: 0, older: 400 }, linkTo);
    expectValid(message);
    expect(JSON.stringify(message.blocks)).toContain('and 400 older releases');
  });

  test('mentions a bounded number of people', () => {
    const ask = approvalAsk(
      LARGE_VIEW,
      many(100, (i) => `<@U0USER${i}>`),
    );
    expectValid(ask);
    expect(ask.text.match(/<@/g)).toHaveLength(20);
  });

  test('reports a dry run of the largest Rollout, with every right missing', () => {
    const problem = new UserProblem('held', { happened: long('happened'), why: long('why'), hint: long('hint') });
    const rights = many(40, (i) => right({ resource: `resource${i}`, allowed: false }));
    const write = { what: long('patch'), accepted: false, said: long('denied') };
    const steps = many(200, () => ({ kind: 'other', name: long('step') }) as const);
    const report = dryRunView(
      dryRun({
        checks: many(14, () => ({ name: 'right', problem }) as const),
        rehearsal: { course: { strategy: 'canary', steps }, write, why: long('because'), rights },
        record: write,
        rights,
      }),
    );
    expectValid(report);
    expect(JSON.stringify(report.blocks)).toContain('and 70 more rights');
    expect(JSON.stringify(report.blocks)).toContain('and 180 more steps');
  });

  test('explains a hundred commands in one message', () => {
    const help = helpText(many(100, () => ({ usage: long('usage'), summary: long('summary') })));
    expectValid(help);
  });
});

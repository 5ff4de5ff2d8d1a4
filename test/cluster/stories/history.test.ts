/** What was released is remembered, told on demand, and bounded. */
import { until } from '../support/cluster.ts';
import { argo } from '../support/plugin.ts';
import { CHANNEL, catalogOf, DEV, inStory, SRE, type Story } from '../support/story.ts';
import { canaryNginx, IMAGE } from '../support/workloads.ts';

async function releases(story: Story, version: string): Promise<void> {
  await story.says(DEV, `/deploy shop ${version} --reason "for ${version}"`);
  await story.cardShows(new RegExp(`Awaiting approval(.|\\n)*${version}`));
  await story.presses(SRE, 'Approve and promote');
  await story.cardShows(new RegExp(`Completed(.|\\n)*${version}`));
}

/** Two releases from Slack, one with the plugin, which is taken back. */
async function lives(story: Story): Promise<void> {
  await releases(story, '2.0.0');
  await releases(story, '3.0.0');
  await argo(story, 'set', 'image', 'shop', `app=${IMAGE}:4.0.0`);
  await story.cardShows(/Awaiting approval(.|\n)*4\.0\.0/);
  await story.says(SRE, '/rollback shop now --reason "errors at checkout"');
  await story.cardShows(/Rolled back/);
}

test('two releases from Slack, one with the plugin and its rollback are told, with outcomes, clock and revisions', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    expect(await story.says(DEV, '/deploy history shop')).toMatch(/no releases yet(.|\n)*1 revision in the cluster/);
    await lives(story);
    const said = await story.says(DEV, '/deploy history shop');
    const entries = [
      /Rolled back · 3\.0\.0 → 4\.0\.0 · revision 4/,
      /Started outside Rollbridge by kubectl-argo-rollouts/,
      /Back to 3\.0\.0 by @sam: errors at checkout/,
      /Pressed .* → accepted \+\d+ ms → bad version at 0 % \+[\d.]+ m?s → healthy \+[\d.]+ m?s/,
      /Completed · 2\.0\.0 → 3\.0\.0 · revision 5/,
      /Requested by @dana: for 3\.0\.0 · approved by @sam/,
      /Completed · 1\.0\.0 → 2\.0\.0 · revision 2/,
    ];
    expect(said).toMatch(new RegExp(entries.map(({ source }) => `(${source})`).join('(?:.|\\n)*')));
    for (const revision of [
      /5 3\.0\.0 · stable · wanted now/,
      /4 4\.0\.0 .*can go back to it · started outside Rollbridge/,
      /2 2\.0\.0 .*can go back to it$/m,
      /1 1\.0\.0 .*can go back to it · not released with Rollbridge/,
    ]) {
      expect(said).toMatch(revision);
    }
    const blocks = JSON.stringify(story.people.ephemerals(DEV).at(-1)?.blocks);
    for (const { ts } of story.cards()) expect(blocks).toContain(`/archives/${CHANNEL}/p${ts.replace('.', '')}|card`);
    expect(await story.says(DEV, '/deploy history')).toMatch(/History of all services · 3 releases/);
    expect(await story.says(DEV, '/deploy history shpo')).toMatch(/Did you mean shop\?/);
  }));

test('of all that has ended the newest stays, and what a rollback needs', () =>
  inStory({ objects: canaryNginx() }, async (story) => {
    await lives(story);
    expect(await story.releases()).toHaveLength(3);
    story.mount.swap(JSON.stringify({ ...catalogOf(story.namespace), history: { keep: 1 } }));
    const left = await until(
      async () => {
        const all = await story.releases();
        return all.length < 3 ? all : null;
      },
      { what: 'the oldest release is gone', timeoutMs: 30_000 },
    );
    // The newest one holds the others up; the one before brought what runs, and the version that it replaced.
    expect(left.map(({ spec, status }) => [spec.version, status?.phase])).toEqual([
      ['3.0.0', 'Completed'],
      ['4.0.0', 'RolledBack'],
    ]);
    expect(await story.says(DEV, '/deploy history shop')).toMatch(/2 releases/);
    expect(await story.says(DEV, '/rollback shop to 2.0.0')).toMatch(/2\.0\.0/);
  }));

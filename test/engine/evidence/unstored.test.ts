/** Evidence that a bucket refuses is told in the thread of its release: once, whichever of the two is known first. */
import { afterEach, expect, test } from '@jest/globals';
import { UnstoredDesk } from '../../../src/engine/evidence/unstored.ts';
import { told } from '../../../src/engine/release/changes.ts';
import { UserProblem } from '../../../src/model/problem.ts';
import { NOW } from '../support/situations.ts';
import { until } from '../support/until.ts';
import { Lab, quiet } from '../support/world.ts';

const FOLDER = 'shop_2026-05-04T12-00-00.000Z';
const REFUSED = new UserProblem('evidence-not-kept', {
  happened: 'The bucket acme cannot be used',
  why: 'it refuses these keys (AccessDenied)',
  hint: 'Look at the keys.',
});

const labs: { readonly lab: Lab; desk: UnstoredDesk }[] = [];
afterEach(async () => {
  for (const { lab, desk } of labs.splice(0)) {
    desk.stop();
    await lab.stop();
  }
});

/** A release at its gate, and a bucket. */
async function office() {
  const lab = new Lab();
  await lab.deploy();
  await lab.settle();
  const made = { lab, desk: new UnstoredDesk(lab.program.world), refuses: (_folder: string): void => undefined };
  const begin = () => {
    made.desk = new UnstoredDesk(lab.program.world);
    made.desk.start({
      onRefused: (hear) => {
        made.refuses = (folder) => hear(folder, REFUSED);
      },
    });
  };
  begin();
  labs.push(made);
  const saves = () =>
    lab.program.store.update(lab.newest().name, ({ status }) =>
      status === null ? null : told(status, NOW, { what: 'evidenceSaved', folder: FOLDER, files: 9, missing: 0 }),
    );
  const tellings = () => lab.status().story.filter(({ what }) => what === 'evidenceNotStored');
  return { lab, made, begin, saves, tellings };
}

test('before the release says that it has evidence: it is told when it does', async () => {
  const { made, saves, tellings } = await office();
  made.refuses(FOLDER);
  await quiet();
  expect(tellings()).toEqual([]);
  await saves();
  await until(() => tellings().length === 1, 'a line');
  expect(tellings()).toMatchObject([{ folder: FOLDER, why: REFUSED.why, hint: REFUSED.hint }]);
});

test('afterwards, again and again, and again after a restart: it is told once', async () => {
  const { lab, made, begin, saves, tellings } = await office();
  await saves();
  made.refuses(FOLDER);
  await until(() => tellings().length === 1, 'a line');
  made.refuses(FOLDER);
  made.desk.stop();
  lab.restart();
  await lab.settle();
  begin();
  made.refuses(FOLDER);
  await quiet();
  expect(tellings()).toHaveLength(1);
});

test('a capture that belongs to no release is told to nobody', async () => {
  const { made, saves, tellings } = await office();
  await saves();
  made.refuses('shop_2026-01-01T00-00-00.000Z');
  await quiet();
  expect(tellings()).toEqual([]);
});

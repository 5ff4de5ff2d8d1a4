/** The file that keeps the sandbox between runs. */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type KeptState, readState, StateFile, type StateFileOptions } from '../../sandbox/state.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'state-'));
  path = join(folder, 'state.json');
});
afterEach(() => rm(folder, { recursive: true }));

const at = (now: number): KeptState => ({ slack: null, clusters: { now, stores: {} } });
const nobodyHears = (why: string) => {
  throw new Error(why);
};

describe('reading', () => {
  test('a file that is not there is no state', async () => {
    expect(await readState(path)).toBeNull();
  });

  const broken = () => `${path} holds no state of a sandbox, or a broken one: delete it, or name another file.`;
  test.each([
    ['half a file', '{"format":1,"sla', broken],
    ['something else', '{"name":"rollbridge"}', broken],
    ['nothing', '', broken],
    ['a state of before', '{"format":0,"slack":null,"clusters":null}', broken],
    [
      'an object without a name',
      '{"format":1,"slack":null,"clusters":{"now":1,"stores":{"a":{"objects":[{}]}}}}',
      broken,
    ],
    [
      'a newer one',
      '{"format":7,"slack":[]}',
      () =>
        `The state in ${path} was written by a newer sandbox (format 7, this one knows 1): update this one, or name another file.`,
    ],
  ])('%s is refused in one line', async (_, text, line) => {
    await writeFile(path, text);
    await expect(readState(path)).rejects.toThrow(line());
  });

  test('a folder is refused in one line', async () => {
    await expect(readState(folder)).rejects.toThrow(/^The state in \S+ cannot be read: EISDIR[^\n]*$/);
  });

  test('a folder that is not there is refused before anything is made in it', async () => {
    const line = /^The state cannot be kept in \S+: ENOENT[^\n]*$/;
    await expect(readState(join(folder, 'no', 'state.json'))).rejects.toThrow(line);
  });
});

async function begun(options: StateFileOptions): Promise<StateFile> {
  const file = new StateFile(options);
  await file.begin();
  return file;
}

describe('writing', () => {
  test('nothing is written before it begins', async () => {
    const file = new StateFile({ path, look: () => at(1), failed: nobodyHears });
    file.changed();
    await file.close();
    expect(await readState(path)).toBeNull();
  });

  test('what was written is read, and nobody else may read it', async () => {
    const file = await begun({ path, look: () => at(1), failed: nobodyHears });
    await file.close();
    expect(await readState(path)).toEqual(at(1));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('the end writes what has changed last, and leaves nothing beside the file', async () => {
    let now = 1;
    const file = await begun({ path, look: () => at(now), failed: nobodyHears });
    now = 2;
    file.changed();
    now = 3;
    await file.close();
    expect(await readState(path)).toEqual(at(3));
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  test('a place where nothing can be written is told at once, in one line', async () => {
    const nowhere = join(folder, 'no', 'such', 'folder.json');
    await expect(begun({ path: nowhere, look: () => at(1), failed: nobodyHears })).rejects.toThrow(
      /^The state cannot be kept in \S+: ENOENT[^\n]*$/,
    );
  });

  test('a write that fails later is told, and the file stays as it was', async () => {
    const told: string[] = [];
    let isBroken = false;
    const look = () => {
      if (isBroken) throw new Error('no');
      return at(1);
    };
    const file = await begun({ path, look, failed: (why) => told.push(why) });
    isBroken = true;
    await file.close();
    expect(told).toEqual([`The state could not be kept in ${path}: no`]);
    expect(await readState(path)).toEqual(at(1));
  });
});

/** The recorder's memory: bounded whatever is said, the oldest of the largest goes first, and it survives the process. */

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FlightRecorder } from '../../../src/drivers/recorder/recorder.ts';
import { Spool } from '../../../src/drivers/recorder/spool.ts';
import type { Flight } from '../../../src/engine/evidence/recorder-ports.ts';
import { redactText } from '../../../src/model/redact.ts';

const MIB = 1024 * 1024;
const flightOf = (n: number, bad = `bad${n}`): Flight => ({
  release: `shop-${n}`,
  service: 'shop',
  environment: 'production',
  target: { region: 'eu', cluster: 'home', namespace: `ns-${n}`, kind: 'Rollout', name: 'shop', container: 'app' },
  bad,
  good: 'good',
});
const FLIGHT = flightOf(1);
const timeAt = (n: number) => new Date(1_700_000_000_000 + n).toISOString();
const line = (n: number, text = `line ${n}`) => `${timeAt(n)} ${text}`;
const LOG = 'logs/shop-1/app.log';

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

let bounds: { record: boolean; perRelease: number; total: number };
let recorder: FlightRecorder;
beforeEach(() => {
  bounds = { record: true, perRelease: MIB, total: 4 * MIB };
  recorder = new FlightRecorder(() => bounds);
});

const fileIn = (path: string, flight = FLIGHT, from = recorder) =>
  from.find(flight)?.files.find((file) => file.path === path);

describe('a tape', () => {
  test('gives back what was said, with its times', () => {
    const tape = recorder.tape(FLIGHT);
    for (const n of [1, 2, 3]) tape.add(LOG, line(n));
    const file = fileIn(LOG);
    expect(file?.text()).toBe(`${line(1)}\n${line(2)}\n${line(3)}\n`);
    expect(file).toMatchObject({ from: timeAt(1), to: timeAt(3), truncated: null });
    expect(tape.newest(LOG)).toBe(timeAt(3));
    expect(tape.newest('logs/other/app.log')).toBeNull();
  });

  test('is found by its target and its version, the newest one first', () => {
    recorder.tape(FLIGHT).add(LOG, line(1, 'first'));
    recorder.tape({ ...FLIGHT, release: 'shop-again' }).add(LOG, line(2, 'second'));
    expect(fileIn(LOG)?.text()).toContain('second');
    expect(recorder.find({ ...FLIGHT, bad: 'other' })).toBeNull();
    expect(recorder.find({ ...FLIGHT, bad: null })).toBeNull();
    expect(recorder.find({ ...FLIGHT, target: { ...FLIGHT.target, namespace: 'other' } })).toBeNull();
  });

  test('forgets releases that nobody wants any more, and takes nothing of them afterwards', () => {
    const tape = recorder.tape(FLIGHT);
    const other = recorder.tape(flightOf(2));
    tape.add(LOG, line(1));
    other.add(LOG, line(1));
    recorder.keepTo(new Set(['shop-2']));
    tape.add(LOG, line(2));
    expect(recorder.find(FLIGHT)).toBeNull();
    expect(fileIn(LOG, flightOf(2))?.text()).toBe(`${line(1)}\n`);
    recorder.keepTo(new Set());
    expect(recorder.bytes).toBe(0);
  });

  test('cuts a line without end before a word, so that no half of a secret is left', () => {
    const tape = recorder.tape(FLIGHT);
    tape.add(LOG, line(1, `${'x'.repeat(8_000)} ${'y'.repeat(20_000)}`));
    const [first = ''] = fileIn(LOG)?.text().split('\n') ?? [];
    expect(first).toMatch(/x …\[cut\]$/);
    expect(first).not.toContain('y');
  });

  test('says what it lacks until it is there', () => {
    const tape = recorder.tape(FLIGHT);
    tape.lacks(LOG, 'too many');
    tape.lacks('events.json', 'no right');
    expect(recorder.find(FLIGHT)?.lacking).toHaveLength(2);
    tape.add(LOG, line(1));
    tape.skipped(LOG, 'too fast');
    expect(recorder.find(FLIGHT)?.lacking).toEqual([{ what: 'events.json', why: 'no right' }]);
    expect(fileIn(LOG)?.truncated).toBe('too fast');
  });
});

describe('its bounds', () => {
  const chatter = (text = 'z'.repeat(200)) => {
    let n = 0;
    return () => line(n++, text);
  };

  test('hold for one log: the oldest goes, and it is said how much', () => {
    const tape = recorder.tape(FLIGHT);
    const next = chatter();
    for (let n = 0; n < 10_000; n++) tape.add(LOG, next());
    const file = fileIn(LOG);
    const lines = file?.text().trimEnd().split('\n') ?? [];
    expect(recorder.bytes).toBe(256 * 1024);
    expect(lines.at(-1)).toContain(timeAt(9_999));
    expect(lines[0]).toContain(file?.from ?? 'nothing');
    expect(file?.truncated).toBe(
      `the oldest ${10_000 - lines.length} lines made room: 1 MiB are recorded of a release, 4 MiB of all`,
    );
  });

  test('hold for one release, and who talks much does not silence who does not', () => {
    const tape = recorder.tape(FLIGHT);
    const next = chatter();
    tape.add('logs/quiet/app.log', line(0, 'the only word'));
    for (let n = 0; n < 20_000; n++) tape.add(`logs/pod-${n % 10}/app.log`, next());
    expect(recorder.bytes).toBe(MIB);
    expect(fileIn('logs/quiet/app.log')?.text()).toContain('the only word');
  });

  test('hold for more logs than there are blocks: what was heard of longest ago goes, and it is said', () => {
    const tape = recorder.tape(FLIGHT);
    for (let n = 0; n < 100; n++) tape.add(`logs/pod-${n}/app.log`, line(n));
    expect(recorder.bytes).toBe(MIB);
    const recording = recorder.find(FLIGHT);
    expect(recording?.files.map(({ path }) => path)).toContain('logs/pod-99/app.log');
    expect(recording?.files.map(({ path }) => path)).not.toContain('logs/pod-0/app.log');
    expect(recording?.lacking).toEqual([
      { what: 'older parts of the recording', why: expect.stringMatching(/^36 files made room/) },
    ]);
  });

  test('hold for a hundred releases with pods that talk without end, in memory that is really used', () => {
    const next = chatter();
    bounds = { record: true, perRelease: 4 * MIB, total: 8 * MIB };
    const tapes = Array.from({ length: 100 }, (_, n) => recorder.tape(flightOf(n)));
    const before = process.memoryUsage().arrayBuffers;
    for (let n = 0; n < 400; n++) {
      for (const tape of tapes) for (let pod = 0; pod < 5; pod++) tape.add(`logs/pod-${pod}/app.log`, next());
      expect(recorder.bytes).toBeLessThanOrEqual(8 * MIB);
    }
    // What was let go of is counted until it is collected.
    collectGarbage();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(12 * MIB);
    const sizes = tapes.map((_, n) => fileIn('logs/pod-0/app.log', flightOf(n))?.text().length ?? 0);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  test('are those of the catalog in force', () => {
    const tape = recorder.tape(FLIGHT);
    const other = recorder.tape(flightOf(2));
    const next = chatter();
    for (let n = 0; n < 6_000; n++) for (const each of [tape, other]) each.add(`logs/pod-${n % 4}/app.log`, next());
    expect(recorder.bytes).toBe(2 * MIB);
    bounds = { record: true, perRelease: MIB, total: MIB };
    for (let n = 0; n < 200; n++) tape.add(LOG, next());
    expect(recorder.bytes).toBe(MIB);
  });
});

describe('what is written down', () => {
  let folder: string;
  let troubles: unknown[];
  const spools: Spool[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spool-'));
    troubles = [];
  });
  afterEach(async () => {
    for (const spool of spools.splice(0)) await spool.stop();
    await rm(folder, { recursive: true });
  });

  const spoolOf = (of: FlightRecorder, directory = () => Promise.resolve(folder)) => {
    const spool = new Spool({ recorder: of, directory, redact: redactText, onError: (error) => troubles.push(error) });
    spools.push(spool);
    return spool;
  };
  const files = async () => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((e) => e.isFile());

  test('comes back after the end of the process, without secrets, and goes on from there', async () => {
    const tape = recorder.tape(FLIGHT);
    tape.add(LOG, line(1, 'tried password=hunter2'));
    tape.add(LOG, line(2));
    tape.skipped(LOG, 'too fast');
    tape.add('events.json', line(3, '{"metadata":{"name":"a"}}'));
    await spoolOf(recorder).stop();
    for (const { parentPath, name } of await files())
      expect(await readFile(join(parentPath, name), 'utf8')).not.toContain('hunter2');

    const next = new FlightRecorder(() => bounds);
    await spoolOf(next).load();
    expect(fileIn(LOG, FLIGHT, next)?.text()).toBe(`${line(1, 'tried password=[redacted]')}\n${line(2)}\n`);
    expect(fileIn(LOG, FLIGHT, next)?.truncated).toBe('too fast');
    expect(next.tape(FLIGHT).newest(LOG)).toBe(timeAt(2));
    expect(fileIn('events.json', FLIGHT, next)?.text()).toContain('{"metadata":{"name":"a"}}');
    expect(troubles).toEqual([]);
  });

  test('is the end of what is long, and says what it left out', async () => {
    const tape = recorder.tape(FLIGHT);
    for (let n = 0; n < 1_000; n++) tape.add(LOG, line(n, 'w'.repeat(100)));
    await spoolOf(recorder).stop();
    const next = new FlightRecorder(() => bounds);
    await spoolOf(next).load();
    const file = fileIn(LOG, FLIGHT, next);
    const lines = file?.text().trimEnd().split('\n') ?? [];
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.at(-1)).toContain(timeAt(999));
    expect(file?.truncated).toMatch(new RegExp(`^the oldest ${1_000 - lines.length} lines made room`));
  });

  test('is removed with what is forgotten, and of another process what is broken', async () => {
    const spool = spoolOf(recorder);
    recorder.tape(FLIGHT).add(LOG, line(1));
    recorder.tape(flightOf(2)).add(LOG, line(1));
    spool.start();
    const until = async (count: number) => {
      while ((await files()).length !== count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await until(4);
    recorder.keepTo(new Set(['shop-2']));
    await until(2);
    recorder.keepTo(new Set());
    await until(0);
    await spool.stop();
    for (const n of [1, 2]) recorder.tape(flightOf(n)).add(LOG, line(1));
    await spoolOf(recorder).stop();
    const flight = (await files()).find(({ name, parentPath }) => name === 'flight.json' && parentPath.endsWith('-1'));
    await writeFile(join(flight?.parentPath ?? '', 'flight.json'), '{');
    const next = new FlightRecorder(() => bounds);
    const second = spoolOf(next);
    await second.load();
    expect(next.all().map(({ flight: { release } }) => release)).toEqual(['shop-2']);
    expect(troubles).toHaveLength(1);
    second.start();
    await until(2);
  }, 20_000);

  test('is not written where nothing is recorded, and a disk that is full is told of once', async () => {
    let asked = 0;
    const full = () => {
      asked++;
      return Promise.reject(new Error('no space is left'));
    };
    await spoolOf(recorder, full).stop();
    expect(asked).toBe(0);
    recorder.tape(FLIGHT).add(LOG, line(1));
    const spool = spoolOf(recorder, full);
    spool.start();
    while (asked < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await spool.stop();
    expect(troubles).toHaveLength(1);
  }, 20_000);
});

/** `rollbridge evidence …`: what the captures on this machine are, what one says, and whether it is as it was written. */
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { EvidenceOrder } from '../config/command-line.ts';
import type { Bucket, Stored } from '../drivers/evidence/bucket.ts';
import { MANIFEST, type Manifest, parseManifest } from '../drivers/evidence/manifest.ts';
import { capturesIn, type Shelved } from '../drivers/evidence/shelf.ts';
import { verifyCapture } from '../drivers/evidence/verify.ts';
import { UserProblem } from '../model/problem.ts';
import { shown } from '../report/html.ts';
import { size } from '../report/size.ts';
import { columns } from './columns.ts';

export interface Said {
  readonly text: string;
  readonly exitCode: 0 | 1;
}

export interface Places {
  readonly directory: string;
  /** Null when there is none. Throws UserProblem. */
  readonly bucket: () => Pick<Bucket, 'list'> | null;
}

/** Throws UserProblem for what is not there or cannot be read. */
export async function evidence(order: EvidenceOrder, { directory, bucket }: Places): Promise<Said> {
  switch (order.action) {
    case 'list':
      return await listed({ directory, bucket }, order.service);
    case 'show':
      return { text: await told(await placeOf(order.capture, directory)), exitCode: 0 };
    case 'verify':
      return await verified(await placeOf(order.capture, directory), order.manifest);
  }
}

const HEAD = ['CAPTURE', 'WHERE', 'SERVICE', 'ENVIRONMENT', 'WHEN', 'OCCASION', 'FILES', 'MISSING', 'SIZE'];

async function listed(places: Places, service: string | null): Promise<Said> {
  const isWanted = ({ name }: { readonly name: string }) => service === null || serviceOf(name) === service;
  const folders = (await capturesIn(places.directory)).filter(isWanted);
  const { stored, problem } = await storedIn(places);
  const inBucket = new Set(stored.map(({ name }) => name));
  const rows = folders.map((each) => [
    each.name,
    inBucket.has(each.name) ? 'folder, bucket' : 'folder',
    ...rowOf(each),
  ]);
  const here = new Set(folders.map(({ name }) => name));
  const there = stored.filter((each) => isWanted(each) && !here.has(each.name)).map(storedRow);
  const all = [...there, ...rows].toSorted(([a = ''], [b = '']) => (timeOf(a) < timeOf(b) ? -1 : 1));
  const none = `No captures${service === null ? '' : ` of ${service}`} in ${places.directory}`;
  const text = all.length === 0 ? none : columns([HEAD, ...all]);
  return problem === null ? { text, exitCode: 0 } : { text: `${text}\n${problem}`, exitCode: 1 };
}

/** What is on this machine is listed all the same when the bucket does not answer. */
async function storedIn({
  bucket,
}: Places): Promise<{ readonly stored: readonly Stored[]; readonly problem: string | null }> {
  try {
    return { stored: (await bucket()?.list()) ?? [], problem: null };
  } catch (error) {
    if (!(error instanceof UserProblem)) throw error;
    return { stored: [], problem: `${error.message}: ${error.why}. ${error.hint}` };
  }
}

/** Its manifest is in the archive; what its name says is enough for a list. */
function storedRow({ name, bytes }: Stored): readonly string[] {
  const when = timeOf(name)
    .slice(1, 20)
    .replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:');
  return [name, 'bucket', serviceOf(name), '', when, '', '', '', size(bytes)].map(shown);
}

function serviceOf(name: string): string {
  return name.slice(0, name.indexOf('_'));
}

function timeOf(name: string): string {
  return name.slice(name.indexOf('_'));
}

function rowOf({ name, manifest, bytes }: Shelved): readonly string[] {
  if (manifest === null) return [name.endsWith('.partial') ? 'on its way' : 'its manifest cannot be read'];
  const { service, environment, asOf, occasion, files, missing } = manifest;
  const counts = [String(files.length), String(missing.length), size(bytes)];
  return [service, environment, asOf.slice(0, 19), occasion, ...counts].map(shown);
}

/** Its index; captures of older versions have none. */
async function told(path: string): Promise<string> {
  const index = await readFile(join(path, 'index.md'), 'utf8').catch(() => null);
  if (index !== null) return index.trimEnd();
  const text = await readFile(join(path, MANIFEST), 'utf8').catch(() => null);
  const manifest = text === null ? null : parseManifest(text);
  if (manifest === null) throw notShown(path);
  return fromManifest(manifest);
}

function fromManifest({ service, environment, occasion, asOf, files, missing }: Manifest): string {
  const lines = [
    `${service} in ${environment}: ${occasion} at ${asOf}`,
    ...files.map(({ path, bytes }) => `  ${path}  ${size(bytes)}`),
    ...missing.map(({ what, why }) => `  missing: ${what}: ${why}`),
  ];
  return lines.map(shown).join('\n');
}

async function verified(path: string, digest: string | null): Promise<Said> {
  const { good, faults, manifest } = await verifyCapture(path, digest);
  const lines = faults.map((fault) => `${shown(fault.path)} ${fault.what}`);
  const own = manifest === null ? [] : [`SHA-256 of the manifest: ${manifest}`];
  const count = `${good} files are as they were written`;
  if (faults.length === 0) return { text: [count, ...own].join('\n'), exitCode: 0 };
  return { text: [...lines, `${faults.length} wrong, ${count}`, ...own].join('\n'), exitCode: 1 };
}

/** A name in the directory, or a path to a folder or an archive. */
async function placeOf(capture: string, directory: string): Promise<string> {
  const places = isAbsolute(capture) ? [capture] : [join(directory, capture), capture];
  for (const place of places) {
    const found = await stat(place).catch(() => null);
    if (found !== null) return place;
  }
  throw new UserProblem('evidence-not-kept', {
    happened: `There is no capture ${capture}`,
    why: `neither in ${directory} nor as a path`,
    hint: '`rollbridge evidence list` names those that are there.',
  });
}

function notShown(path: string): UserProblem {
  return new UserProblem('evidence-not-kept', {
    happened: 'This capture cannot be shown',
    why: `${path} has neither an index nor a manifest that can be read; an archive has to be unpacked first`,
    hint: '`rollbridge evidence verify` says what is there.',
  });
}

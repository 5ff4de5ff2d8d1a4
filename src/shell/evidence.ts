/** `rollbridge evidence …`: what the captures on this machine are, what one says, and whether it is as it was written. */
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { EvidenceOrder } from '../config/command-line.ts';
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

/** Throws UserProblem for what is not there or cannot be read. */
export async function evidence(order: EvidenceOrder, directory: string): Promise<Said> {
  switch (order.action) {
    case 'list':
      return { text: await listed(directory, order.service), exitCode: 0 };
    case 'show':
      return { text: await told(await placeOf(order.capture, directory)), exitCode: 0 };
    case 'verify':
      return await verified(await placeOf(order.capture, directory), order.manifest);
  }
}

async function listed(directory: string, service: string | null): Promise<string> {
  const all = await capturesIn(directory);
  const own = service === null ? all : all.filter(({ name }) => name.slice(0, name.indexOf('_')) === service);
  if (own.length === 0) return `No captures${service === null ? '' : ` of ${service}`} in ${directory}`;
  const rows = own.map((each) => [each.name, ...rowOf(each)]);
  return columns([['CAPTURE', 'SERVICE', 'ENVIRONMENT', 'WHEN', 'OCCASION', 'FILES', 'MISSING', 'SIZE'], ...rows]);
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

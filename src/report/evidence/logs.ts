/** Which logs of a bundle are shown, and how much of each: what explains a failure first. */
import { type Contents, HASH_LABEL, hasCrashed, isLog, podsIn } from './contents.ts';

export interface Excerpt {
  readonly path: string;
  readonly lines: readonly string[];
  /** False when the file has more. */
  readonly isWhole: boolean;
  readonly whose: 'new version' | 'stable version' | 'other version';
  readonly crashed: boolean;
}

const MOST_EXCERPTS = 12;
const LINES = 40;

/** Crashed pods of the new version first, their run before the crash above all; then its others; then the stable one's. */
export function excerptsOf(contents: Contents): readonly Excerpt[] {
  const pods = new Map(podsIn(contents).map((pod) => [pod.metadata?.name ?? '', pod]));
  const { bad, good } = contents.about;
  const all = contents.files
    .filter(({ path }) => isLog(path) && contents.texts.has(path))
    .map(({ path, bytes }) => {
      const pod = pods.get(path.split('/').at(-2) ?? '');
      const text = contents.texts.get(path) ?? '';
      const lines = text.replace(/\n$/, '').split('\n');
      const crashed = path.endsWith('.previous.log') || (pod !== undefined && hasCrashed(pod));
      const hash = pod?.metadata?.labels?.[HASH_LABEL] ?? null;
      const whose =
        hash === null
          ? 'other version'
          : hash === bad
            ? 'new version'
            : hash === good
              ? 'stable version'
              : 'other version';
      const isWhole = Buffer.byteLength(text) >= bytes && lines.length <= LINES;
      return { path, lines: lines.slice(-LINES), isWhole, whose, crashed } as const;
    });
  return all
    .filter(({ lines }) => lines.some((line) => line !== ''))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MOST_EXCERPTS);
}

function rank({ path, whose, crashed }: Excerpt): number {
  return (whose === 'new version' ? 0 : 4) + (crashed ? 0 : 2) + (path.endsWith('.previous.log') ? 0 : 1);
}

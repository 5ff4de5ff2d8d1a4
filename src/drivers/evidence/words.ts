/** What a disk says, in words for people. */
import { UserProblem } from '../../model/problem.ts';

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EEXIST: 'there is a file in its place',
  ENOTDIR: 'there is a file in its place',
  EMFILE: 'too many files are open',
  EIO: 'the disk is broken',
};

export function wordsOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const words = WORDS[code];
  if (words !== undefined) return `${words} (${code})`;
  return code === '' ? message : code;
}

export function writingFailed(path: string, error: unknown): UserProblem {
  return new UserProblem('evidence-not-kept', {
    happened: 'Evidence could not be saved',
    why: `${path} cannot be used: ${wordsOf(error)}`,
    hint: 'Mend that, or name another folder as `evidence.directory` in the catalog.',
  });
}

export function readingFailed(path: string, error: unknown): UserProblem {
  return new UserProblem('evidence-not-kept', {
    happened: 'Evidence could not be read',
    why: `${path} cannot be read: ${wordsOf(error)}`,
    hint: 'Look at that folder where Rollbridge runs.',
  });
}

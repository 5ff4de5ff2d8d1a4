/** From what people type to the image that is meant, forgiving about the harmless, strict about the rest. */
import { parseAll } from '@swimlane/docker-reference';
import { UserProblem } from '../../model/problem.ts';

const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** A digest of which people have copied only the beginning: long enough to mean one. */
const SHORTENED = /^sha256:[0-9a-f]{6,64}$/;
/** A tag, by the OCI distribution specification. */
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const NUMBERED = /^v?\d/i;

/**
 * The image for a typed version: a tag, a digest, or a whole reference of the service's own repository.
 * `2.1.0` and `v2.1.0` are the same version: the form that runs now decides which is written.
 */
export function imageFor(typed: string, repository: string, running: string | null): string {
  const version = versionIn(typed.trim(), repository);
  if (DIGEST.test(version.toLowerCase())) return `${repository}@${version.toLowerCase()}`;
  if (!TAG.test(version)) {
    throw new UserProblem('unknown-version', {
      happened: `"${typed}" is not a version.`,
      why: 'A version is a tag such as 2.1.0 or a digest such as sha256:9f86d0….',
      hint: 'Check the spelling and try again.',
    });
  }
  return `${repository}:${inStyleOf(running === null ? null : versionOf(running), version)}`;
}

/** The short form of an image: its tag, else its digest shortened to 12 digits. */
export function versionOf(image: string): string {
  const { tag, digest } = partsOf(image);
  return tag || (digest ? digest.slice(0, 'sha256:'.length + 12) : 'latest');
}

/** What is typed for an image of this repository: its tag, or its whole digest; null for any other image. */
export function typedFor(image: string, repository: string): string | null {
  const rest = image.startsWith(repository) ? image.slice(repository.length) : '';
  const digest = rest.split('@')[1];
  if (digest !== undefined) return DIGEST.test(digest) ? digest : null;
  return rest.startsWith(':') && TAG.test(rest.slice(1)) ? rest.slice(1) : null;
}

/** True when a typed version means this image. */
export function meansImage(typed: string, image: string): boolean {
  const bare = (text: string) => text.toLowerCase().replace(/^v(?=\d)/, '');
  const { tag, digest } = partsOf(image);
  const wanted = bare(typed.trim());
  if (wanted === image.toLowerCase() || (!!tag && bare(tag) === wanted)) return true;
  return !!digest && SHORTENED.test(wanted) && digest.startsWith(wanted);
}

/** Kubernetes takes any text for an image. One that cannot be parsed is its own name, and must not stop anybody. */
function partsOf(image: string): { readonly tag?: string | undefined; readonly digest?: string | undefined } {
  try {
    return parseAll(image);
  } catch {
    return { tag: image };
  }
}

function versionIn(typed: string, repository: string): string {
  if (!typed.includes('/')) return typed;
  const rest = typed.startsWith(repository) ? typed.slice(repository.length) : '';
  if (rest.startsWith(':') || rest.startsWith('@')) return rest.slice(1);
  throw new UserProblem('unknown-version', {
    happened: `"${typed}" is not an image of this service.`,
    why: `The catalog says that its images are in ${repository}.`,
    hint: 'Name a tag or a digest of that repository.',
  });
}

function inStyleOf(running: string | null, version: string): string {
  if (!NUMBERED.test(version)) return version;
  const bare = version.replace(/^v/i, '');
  if (running === null || !NUMBERED.test(running)) return version.replace(/^V/, 'v');
  return /^v/i.test(running) ? `v${bare}` : bare;
}

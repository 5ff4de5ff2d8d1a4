/** Image names as people say them: the tag, or the beginning of the digest; the repository only where it differs. */
import { code } from './text.ts';

interface ImageParts {
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** Also of a bare version, a tag or a digest: then the repository is empty. */
function partsOf(image: string): ImageParts {
  if (/^sha256:[0-9a-f]+$/.test(image)) return { repository: '', tag: null, digest: image };
  if (!/[:/@]/.test(image)) return { repository: '', tag: image, digest: null };
  const [named = '', digest = null] = image.split('@', 2);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  if (colon === -1) return { repository: named, tag: null, digest };
  return { repository: named.slice(0, colon), tag: named.slice(colon + 1), digest };
}

/** A digest with its first twelve characters, as the container tools print it. */
function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1');
}

/** `1.5.0` or `sha256:0123456789ab`; with the repository in front unless it is `home`'s. Not yet escaped. */
export function shortImage(image: string, home: string | null): string {
  const { repository, tag, digest } = partsOf(image);
  const version = tag ?? (digest === null ? null : shortDigest(digest));
  if (version === null) return repository;
  if (repository === '' || (home !== null && partsOf(home).repository === repository)) return version;
  return tag === null ? `${repository}@${version}` : `${repository}:${version}`;
}

/** For example `1.4.2` → `1.5.0`, in code; only the new one where nothing ran before. */
export function change(from: string | null, to: string): string {
  const next = code(shortImage(to, from ?? to));
  return !from ? next : `${code(shortImage(from, to))} → ${next}`;
}

/** The same without markup, for confirmations and notifications. Not yet escaped. */
export function plainChange(from: string | null, to: string): string {
  const next = shortImage(to, from ?? to);
  return from === null ? next : `${shortImage(from, to)} → ${next}`;
}

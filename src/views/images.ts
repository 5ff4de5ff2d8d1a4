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

/** The same, with the beginning of the digest too where it has both: for two images of one tag. */
function exactImage(image: string, home: string): string {
  const { tag, digest } = partsOf(image);
  const name = shortImage(image, home);
  return tag === null || digest === null ? name : `${name}@${shortDigest(digest)}`;
}

/** What ends the sentence where the image is the same before and after. */
const SAME_VERSION = '(same version, configuration changed)';

type Names = { readonly to: string; readonly from?: string; readonly note?: string };

function namesOf(from: string | null, to: string): Names {
  const next = shortImage(to, from ?? to);
  if (!from) return { to: next };
  if (from === to) return { to: next, note: SAME_VERSION };
  const before = shortImage(from, to);
  return before === next ? { from: exactImage(from, to), to: exactImage(to, from) } : { from: before, to: next };
}

/** For example `1.4.2` → `1.5.0`, in code; only the new one where nothing ran before, or only the configuration changes. */
export function change(from: string | null, to: string): string {
  const names = namesOf(from, to);
  return written({ ...names, to: code(names.to), ...(names.from === undefined ? {} : { from: code(names.from) }) });
}

/** The same without markup, for confirmations and notifications. Not yet escaped. */
export function plainChange(from: string | null, to: string): string {
  return written(namesOf(from, to));
}

function written({ from, to, note }: Names): string {
  if (from !== undefined) return `${from} → ${to}`;
  return note === undefined ? to : `${to} ${note}`;
}

/** What overtook a version: in code, or in words where it is the same version. */
export function overtaker(by: string, image: string): string {
  const next = code(shortImage(by, image), 120);
  return shortImage(by, image) === shortImage(image, image) ? `another configuration of ${next}` : next;
}

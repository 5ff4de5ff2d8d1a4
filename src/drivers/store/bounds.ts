/** Keeps a stored record small: an object in etcd may not grow for ever. */
import type { CardPlace, ReleaseSpec } from '../../model/release.ts';

const KEPT_AT_THE_END = 200;
/** Less than the CRD's limit of 4096. */
const LONGEST_REASON = 4_000;

/** Few, and each told only where it does not stand yet: forgotten they would be told again. */
const SAID_ONCE = new Set(['incidentOpened', 'incidentResolved', 'linked', 'notDelivered']);

interface Storied {
  readonly story: readonly { readonly what: string }[];
  readonly card: CardPlace | null;
}

/**
 * The first event, what is said once, and the last 200 stay. What the thread was told is counted anew, so that it goes on
 * where it was.
 */
export function boundedStory<S extends Storied>(status: S): S {
  const { story, card } = status;
  const lastFrom = story.length - KEPT_AT_THE_END;
  if (lastFrom <= 1) return status;
  const isKept = ({ what }: { readonly what: string }, n: number) => n === 0 || n >= lastFrom || SAID_ONCE.has(what);
  const told = story.slice(0, card?.told ?? 0).filter(isKept).length;
  return { ...status, story: story.filter(isKept), card: card === null ? null : { ...card, told } };
}

/** By the pattern of `spec.version` in the CRD. */
const STORABLE = /^[A-Za-z0-9_][A-Za-z0-9_.:@/+-]*$/;
const UNSTORABLE = /^[^A-Za-z0-9_]|[^A-Za-z0-9_.:@/+-]/gu;
const LONGEST_VERSION = 512;

/**
 * A release must not fail because somebody had much to say, or because somebody set an image elsewhere that is none,
 * such as `shop:${TAG}`. What it really is stands in the status.
 */
export function boundedSpec(spec: ReleaseSpec): ReleaseSpec {
  return { ...spec, version: boundedVersion(spec.version), ...boundedReason(spec.reason) };
}

function boundedVersion(version: string): string {
  if (version.length <= LONGEST_VERSION && STORABLE.test(version)) return version;
  return version.slice(0, LONGEST_VERSION).replace(UNSTORABLE, '_') || '_';
}

export function boundedReason(reason: string | undefined): Pick<ReleaseSpec, 'reason'> {
  if (reason === undefined || reason.length <= LONGEST_REASON) return {};
  return { reason: `${reason.slice(0, LONGEST_REASON - 1).toWellFormed()}…` };
}

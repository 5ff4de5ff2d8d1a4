/** The first lines about a bundle, for both pages. Text, not yet escaped. */
import type { CaptureOccasion } from '../../model/capture.ts';
import { shortImage } from '../../views/images.ts';
import { actor } from '../../views/people.ts';
import { plain } from '../../views/plain.ts';
import { duration } from '../../views/time.ts';
import { dated } from '../moments.ts';
import { type Contents, releaseIn, rollbackIn, targetIn } from './contents.ts';

const ENDED: Readonly<Record<CaptureOccasion, string>> = {
  rollback: 'rolled back',
  failure: 'failed',
  asked: 'as it ran',
};
const MOMENT: Readonly<Record<CaptureOccasion, string>> = {
  rollback: 'Pressed',
  failure: 'Failed',
  asked: 'Asked for',
};

export function titleOf(contents: Contents): string {
  const { service, environment, occasion } = contents.about;
  const rollback = rollbackIn(contents);
  if (rollback?.cause === 'drill') return `${service} in ${environment}: a rollback was rehearsed`;
  if (rollback !== null) {
    const [from, to] = [rollback.from.image, rollback.to.image];
    return `${service} in ${environment}: ${shortImage(from, to)} rolled back to ${shortImage(to, from)}`;
  }
  const version =
    releaseIn(contents)?.spec.version ?? shortImage(targetIn(contents)?.image ?? '', targetIn(contents)?.image ?? '');
  return `${service} in ${environment}: ${version} ${ENDED[occasion]}`;
}

export type Fact = readonly [name: string, value: string];

export function factsOf(contents: Contents): readonly Fact[] {
  const { asOf, occasion, target, release, began, ended } = contents.about;
  const known = releaseIn(contents);
  const rollback = rollbackIn(contents);
  const requester = known?.status?.requester;
  const took = Date.parse(ended) - Date.parse(began);
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    [MOMENT[occasion], dated(asOf)],
    ['Release', release],
    ['Target', `${target.namespace}/${target.name} in ${target.region} (cluster ${target.cluster})`],
    ['Requested by', requester === undefined ? null : plain(actor(requester))],
    ['Reason of the release', known?.spec.reason],
    ['Rolled back by', rollback === null ? null : plain(actor(rollback.by))],
    ['Reason of the rollback', rollback?.reason],
    ['State at that moment', targetIn(contents) === null ? null : stateOf(contents)],
    ['Captured', `${contents.files.length} files in ${duration(took)}, ${contents.missing.length} missing`],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

function stateOf(contents: Contents): string {
  const target = targetIn(contents);
  if (target === null) return '';
  const step = target.steps === null ? null : `step ${target.steps.index} of ${target.steps.count}`;
  const weight = target.weight === null ? null : `weight ${target.weight.actual} %`;
  return [target.phase, step, weight, target.message].filter((part) => part !== null && part !== '').join(' · ');
}

/** By reason, the commonest first. */
export function reasonsOf({ missing }: Contents): readonly (readonly [why: string, what: readonly string[]])[] {
  const all = Map.groupBy(missing, ({ why }) => why);
  return [...all]
    .map(([why, each]) => [why, each.map(({ what }) => what)] as const)
    .toSorted(([, a], [, b]) => b.length - a.length);
}

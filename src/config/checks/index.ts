/**
 * What must hold between the parts of a catalog. Every check reads the values as they were written, also where the
 * shape is wrong elsewhere, so that all mistakes are told at once; what has the wrong shape is passed over in silence.
 */

import { acknowledgementsCanBeGiven, approvalsCanBeGiven, nobodyIsListedTwice } from './access.ts';
import { clustersAreKnown, clustersDiffer } from './clusters.ts';
import { alertRulesDiffer, queriesCanBeAsked } from './measured.ts';
import { namesAreValid } from './names.ts';
import { destinationsAreTold, destinationsFit } from './outward.ts';
import { asMapping, type Check, type Finding } from './reading.ts';
import { defaultIsKnown, regionsDiffer, targetsDiffer } from './targets.ts';

const checks: readonly Check[] = [
  namesAreValid,
  clustersDiffer,
  clustersAreKnown,
  nobodyIsListedTwice,
  approvalsCanBeGiven,
  acknowledgementsCanBeGiven,
  targetsDiffer,
  regionsDiffer,
  defaultIsKnown,
  queriesCanBeAsked,
  alertRulesDiffer,
  destinationsFit,
  destinationsAreTold,
];

export function findingsIn(value: unknown): Finding[] {
  return checks.flatMap((check) => check(asMapping(value)));
}

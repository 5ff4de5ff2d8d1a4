/** Words for what a dry run has looked at. */
import type { CheckName } from '../../model/dry-run.ts';

/** What is so when the check holds. */
export const CHECK: Readonly<Record<CheckName, string>> = {
  right: 'You may do it',
  target: 'The target can be read',
  version: 'The version is one of this service',
  wayBack: 'There is a way back',
  noReleaseRuns: 'No other release runs',
  nothingHolds: 'No rollback holds releases',
  specIsValid: 'The Rollout is valid',
  gitDoesNotOwn: 'No Git tool would set it back',
  noUpdateUnderWay: 'No other update is under way',
  versionIsNew: 'The version is not there yet',
  versionIsThere: 'The version is the one that is there',
  isAborted: 'An aborted update stands',
  isNotAborted: 'No aborted update stands',
  approvalCanBeKept: 'The update waits where approval is asked for',
  isWell: 'All of it is healthy',
  drillIsSafe: 'A drill touches no live traffic',
  podsAreThere: 'The number of pods is the one that was seen',
};

/** What can go wrong with releases, for whoever asked for one. */
import { UserProblem } from '../../model/problem.ts';

export function missing(name: string): UserProblem {
  return new UserProblem('unknown-release', {
    happened: `There is no release "${name}".`,
    why: 'It was removed.',
    hint: '/deploy status shows the releases there are.',
  });
}

export function kindMissing(): UserProblem {
  return new UserProblem('objects-missing', {
    happened: 'The cluster does not know Release objects.',
    why: 'Their CustomResourceDefinition is not installed.',
    hint: 'Run `npm run crds`, or apply deploy/crds with kubectl.',
  });
}

export function unreadable(name: string, wrong: string): UserProblem {
  return new UserProblem('unknown-release', {
    happened: `The release "${name}" cannot be read.`,
    why: `Somebody wrote something into it that does not belong there: ${wrong}`,
    hint: 'Remove the object, and ask for the release again.',
  });
}

export function lostRace(name: string): UserProblem {
  return new UserProblem('lost-race', {
    happened: `Nothing was changed in release ${name}.`,
    why: `It kept changing while this was being written down.`,
    hint: 'Look at the card again and press once more.',
  });
}

/** What can go wrong with records, for whoever asked for something. */
import { UserProblem } from '../../model/problem.ts';
import type { KindWords } from './kind.ts';

export function missing({ noun, unknown, list }: KindWords, name: string): UserProblem {
  return new UserProblem(unknown, {
    happened: `There is no ${noun} "${name}".`,
    why: 'It was removed.',
    hint: `${list} shows the ${noun}s there are.`,
  });
}

export function kindMissing({ kind }: KindWords): UserProblem {
  return new UserProblem('objects-missing', {
    happened: `The cluster does not know ${kind} objects.`,
    why: 'Their CustomResourceDefinition is not installed.',
    hint: 'Run `npm run crds`, or apply deploy/crds with kubectl.',
  });
}

export function unreadable({ noun, unknown }: KindWords, name: string, wrong: string): UserProblem {
  return new UserProblem(unknown, {
    happened: `The ${noun} "${name}" cannot be read.`,
    why: `Somebody wrote something into it that does not belong there: ${wrong}`,
    hint: `Remove the object, and ask for the ${noun} again.`,
  });
}

export function lostRace({ noun }: KindWords, name: string): UserProblem {
  return new UserProblem('lost-race', {
    happened: `Nothing was changed in ${noun} ${name}.`,
    why: 'It kept changing while this was being written down.',
    hint: 'Look at the card again and press once more.',
  });
}

export function nameTaken({ noun }: KindWords): UserProblem {
  return new UserProblem('lost-race', {
    happened: `No ${noun} was made.`,
    why: 'Too many are made in this very moment: each of its names was taken.',
    hint: 'Say it once more.',
  });
}

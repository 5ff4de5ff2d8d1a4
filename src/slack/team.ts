/** Whether a request comes from the workspace that the bot belongs to. */
import { UserProblem } from '../model/problem.ts';
import type { Identity } from './api.ts';

export interface Sender {
  readonly userId: string;
  /** Where it was typed or pressed; null where Slack names none. */
  readonly teamId: string | null;
  /** Where the person is at home: another workspace for guests of a shared channel. */
  readonly homeTeamId: string | null;
  readonly enterpriseId: string | null;
}

/** Throws UserProblem. In an Enterprise Grid people move between workspaces of one organisation. */
export function requireOwnTeam({ teamId, homeTeamId, enterpriseId }: Sender, own: Identity): void {
  const isOwn = teamId === own.teamId;
  const isOfGrid = own.enterpriseId !== null && enterpriseId === own.enterpriseId;
  const isGuest = own.enterpriseId === null && homeTeamId !== null && homeTeamId !== own.teamId;
  if ((isOwn || isOfGrid) && !isGuest) return;
  throw new UserProblem('not-allowed', {
    happened: 'This workspace may not use Rollbridge.',
    why: 'The request came from another workspace than the one the bot belongs to.',
    hint: 'Use it from the workspace in which it is installed.',
  });
}

/** Of an interaction; `team` is null in an app that is installed for a whole organisation. */
export function senderOf({ user, team, enterprise }: Interaction): Sender {
  const home = user.team_id ?? null;
  return {
    userId: user.id,
    teamId: team?.id ?? home,
    homeTeamId: home,
    enterpriseId: enterprise?.id ?? team?.enterprise_id ?? null,
  };
}

/** What all of Slack's interactions have in common. */
interface Interaction {
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team: { readonly id: string; readonly enterprise_id?: string } | null;
  readonly enterprise?: { readonly id: string };
}

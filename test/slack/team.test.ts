import { describe, expect, test } from '@jest/globals';
import { requireOwnTeam, type Sender } from '../../src/slack/team.ts';

const OWN = { teamId: 'T1', enterpriseId: null, botId: 'B1', userId: 'UBOT', address: null };
const GRID = { ...OWN, enterpriseId: 'E1' };
const sender = (differs: Partial<Sender>): Sender => ({
  userId: 'U1',
  teamId: 'T1',
  homeTeamId: null,
  enterpriseId: null,
  ...differs,
});

describe('a request is taken', () => {
  test.each([
    ['from the own workspace', sender({}), OWN],
    ['from somebody who is at home there', sender({ homeTeamId: 'T1' }), OWN],
    ['from another workspace of the same organisation', sender({ teamId: 'T2', enterpriseId: 'E1' }), GRID],
    ['from the organisation without a workspace', sender({ teamId: null, enterpriseId: 'E1' }), GRID],
    ['from a colleague of another workspace of the organisation', sender({ homeTeamId: 'T2' }), GRID],
  ])('%s', (_name, from, own) => {
    expect(() => requireOwnTeam(from, own)).not.toThrow();
  });
});

describe('a request is refused', () => {
  test.each([
    ['from another workspace', sender({ teamId: 'T2' }), OWN],
    ['from nowhere', sender({ teamId: null }), OWN],
    ['from a guest of a shared channel', sender({ homeTeamId: 'T2' }), OWN],
    ['from an organisation when there is none', sender({ teamId: 'T2', enterpriseId: 'E1' }), OWN],
    ['from another organisation', sender({ teamId: 'T2', enterpriseId: 'E2' }), GRID],
  ])('%s', (_name, from, own) => {
    expect(() => requireOwnTeam(from, own)).toThrow('This workspace may not use Rollbridge.');
  });
});

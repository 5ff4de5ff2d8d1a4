import { holdersOf, principalName, type Right, requireRight, requireRollbackRight } from '../../src/engine/access.ts';
import type { Access } from '../../src/model/catalog.ts';
import { codeOf, environmentOf, group, user } from './support/situations.ts';
import { FakeDirectory } from './support/world.ts';

const environment = environmentOf({
  deploy: [group('developers'), user('UDEV')],
  approve: [group('leads')],
  rollback: [],
});

function directory(groups: FakeDirectory['groups'], known: FakeDirectory['known'] = {}): FakeDirectory {
  const made = new FakeDirectory();
  made.groups = groups;
  made.known = known;
  return made;
}

const readable = { developers: ['UANN'], leads: ['ULEE'] };

const cases: readonly [string, string, Right, FakeDirectory['groups'], string][] = [
  ['a named person may', 'UDEV', 'deploy', readable, 'none'],
  ['a named person may although no group can be read', 'UDEV', 'deploy', {}, 'none'],
  ['a member of a group may', 'UANN', 'deploy', readable, 'none'],
  ['a member of another group may not', 'ULEE', 'deploy', readable, 'not-allowed'],
  ['a stranger may not', 'UX', 'deploy', readable, 'not-allowed'],
  [
    'nobody is let in when the group cannot be read',
    'UANN',
    'deploy',
    { developers: null },
    'cannot-verify-membership',
  ],
  ['a deployer may not approve', 'UDEV', 'approve', readable, 'not-allowed'],
  ['an approver may', 'ULEE', 'approve', readable, 'none'],
  ['a deployer may steer', 'UDEV', 'operate', readable, 'none'],
  ['an approver may steer', 'ULEE', 'operate', readable, 'none'],
  [
    'membership in the group that can be read is enough',
    'ULEE',
    'operate',
    { developers: null, leads: ['ULEE'] },
    'none',
  ],
  [
    'a group that cannot be read leaves it open',
    'UX',
    'operate',
    { developers: ['UANN'], leads: null },
    'cannot-verify-membership',
  ],
];

test.each(cases)('%s (%s, %s)', async (_, id, right, groups, expected) => {
  expect(await codeOf(() => requireRight({ id }, right, environment, directory(groups)))).toBe(expected);
});

describe('the right to roll back', () => {
  const named: Partial<Access> = { rollback: [group('oncall')] };

  test.each([
    ['a deployer has it by default', {}, 'UDEV', {}, 'none'],
    ['an approver has it by default', {}, 'ULEE', { leads: ['ULEE'], developers: [] }, 'none'],
    ['a remembered member has it', named, 'UOPS', { oncall: ['UOPS'] }, 'none'],
    ['a deployer does not have it where others are named', named, 'UDEV', { oncall: [] }, 'not-allowed'],
    ['nobody has it while the group was never read', named, 'UOPS', {}, 'cannot-verify-membership'],
    ['a stranger does not have it', named, 'UX', { oncall: ['UOPS'] }, 'not-allowed'],
  ])('%s', async (_, access, id, known, expected) => {
    const asked = directory({ oncall: ['UOPS', 'UX', 'UDEV'], developers: ['UX'], leads: ['UX'] }, known);
    const place = environmentOf({ ...environment.access, ...access });
    expect(await codeOf(() => requireRollbackRight({ id }, place, asked))).toBe(expected);
    expect(asked.asked).toEqual([]);
  });
});

test.each([
  ['deploy', {}, ['@developers', '<@UDEV>']],
  ['approve', {}, ['@leads']],
  ['operate', {}, ['@developers', '<@UDEV>', '@leads']],
  ['rollback', {}, ['@developers', '<@UDEV>', '@leads']],
  ['rollback', { rollback: [user('UOPS')] }, ['<@UOPS>']],
] as const)('%s with %j belongs to %j', (right, access, expected) => {
  expect(holdersOf({ ...environment.access, ...access }, right).map(principalName)).toEqual(expected);
});

/** Who may do what, and whether anybody can. */
import { accessOf, asMapping, environmentsOf, type Finding, listOf, type Mapping, repeated } from './reading.ts';

export function nobodyIsListedTwice(catalog: Mapping): Finding[] {
  return accessOf(catalog).flatMap(({ path, value }) =>
    ['deploy', 'approve', 'rollback'].flatMap((right) =>
      repeated(
        listOf(value[right]).map((who, index) => ({ path: [...path, right, index], value: String(who) })),
        () => ({ what: 'this group or person is listed twice', hint: 'remove one of the two' }),
      ),
    ),
  );
}

export function approvalsCanBeGiven(catalog: Mapping): Finding[] {
  return accessOf(catalog).flatMap(({ path: parent, value }) => {
    const path = [...parent, 'approvals'];
    const needed = value.approvals;
    const approvers = listOf(value.approve);
    if (typeof needed !== 'number' || needed < 1) return [];
    if (approvers.length === 0) {
      const hint = 'add an approve list, or set approvals: 0';
      return [{ path, what: `${needed} approvals are needed, but nobody may approve`, hint }];
    }
    const people = new Set(approvers).size;
    if (people >= needed || approvers.some((who) => typeof who !== 'string' || who.startsWith('@'))) return [];
    const hint = 'name more approvers, or lower the number';
    return [{ path, what: `${needed} approvals are needed, but only ${people} may approve`, hint }];
  });
}

export function acknowledgementsCanBeGiven(catalog: Mapping): Finding[] {
  return environmentsOf(catalog).flatMap(({ path: parent, value }) => {
    if (asMapping(value.rollback).acknowledge !== true) return [];
    const { deploy, approve, rollback } = asMapping(value.access);
    const all = [deploy, approve, rollback].flatMap(listOf);
    const isGroup = (who: unknown) => typeof who !== 'string' || who.startsWith('@');
    if (new Set(all).size > 1 || all.some(isGroup) || all.length === 0) return [];
    const hint = 'name a second person, or leave acknowledge out';
    return [{ path: [...parent, 'rollback', 'acknowledge'], what: 'nobody else is there to acknowledge it', hint }];
  });
}

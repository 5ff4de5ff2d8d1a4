/** The steps of the tour: what each says while the workspace is as it is. Pure: what happened is read, never remembered. */
import type { Person } from '../../web/shape.ts';
import { done, type Guide, press, type Step, watch, write } from './guide.ts';
import { memberOf, nextVersion, type Seen, type SeenRelease } from './seen.ts';

/** Nobody has to approve it: an analysis decides. */
const MEASURED = 'checkout';
/** It waits at half of the traffic until somebody approves. */
const APPROVED = 'shop';
/** At the end of a version: three of ten requests to it fail. */
const BAD = '-err30';

const UNDER_WAY = ['Pending', 'Starting', 'Rolling out', 'Paused', 'Awaiting approval', 'Degraded', 'Rolling back'];

export const STEPS: readonly Step[] = [
  {
    id: 'deploy',
    title: 'Deploy a good version',
    why: 'A release is one line in the chat: the whole team sees who sends what, and how far it is.',
    guide: (seen, since) => {
      const release = lastOf(MEASURED, seen, since, isGood);
      if (release?.state === 'Completed') return done();
      if (isUnderWay(release))
        return watch(
          'Its card follows it: first a quarter of the traffic goes to the new version, then half. Meanwhile its errors are measured.',
          release,
          'the card to say *Completed*, in about half a minute',
        );
      return ask(MEASURED, seen);
    },
  },
  {
    id: 'bad',
    title: 'Deploy a bad one, and watch it abort',
    why: 'Nobody has to look for this: the new version is measured while few people get it, and taken away at once.',
    guide: (seen, since) => {
      const release = lastOf(MEASURED, seen, since, isBad);
      if (release?.state === 'Aborted' || release?.state === 'Rolled back') return done();
      if (isUnderWay(release))
        return watch(
          'Three of ten requests to this version fail. See the measurements on the card go red.',
          release,
          'the card to say *Aborted*, in about twenty seconds',
        );
      return ask(MEASURED, seen, BAD);
    },
  },
  {
    id: 'approve',
    title: 'Approve as another person',
    why: 'What matters most goes on only when a second person has looked. Who asked for it is refused: try it.',
    guide: (seen, since) => {
      if (lastOf(APPROVED, seen, since, ({ state }) => state === 'Completed') !== undefined) return done();
      // It may have waited since before the tour began.
      const release = lastOf(APPROVED, seen, '0', isUnderWay);
      if (release?.offers.includes('release.approve')) return pressApprove(seen, release);
      if (release !== undefined)
        return watch(
          `The release of ${APPROVED} is on its way to half of the traffic, where it waits.`,
          release,
          'the card to say *Awaiting approval*',
        );
      return ask(APPROVED, seen);
    },
  },
  {
    id: 'rollback',
    title: 'Roll back',
    why: 'In the middle of the night it is one press. What was there is kept as evidence, and a hold keeps the next release away.',
    guide: (seen, since) => {
      if (lastOf(APPROVED, seen, since, ({ state }) => state === 'Rolled back') !== undefined) return done();
      const release = lastOf(APPROVED, seen, since, ({ offers }) => offers.includes('release.rollback'));
      if (release === undefined) return ask(APPROVED, seen);
      return press(`Suppose the new ${APPROVED} has a fault that nothing measures. Press *Roll back* on its card.`, {
        as: developerIn(seen),
        card: { release, button: 'release.rollback' },
        waitsFor: 'the card to say *Rolled back*',
      });
    },
  },
  {
    id: 'incident',
    title: 'Run the incident',
    why: 'Who is needed comes into a channel of its own, where the story writes itself. In the end the post-mortem is there to be read.',
    guide: (seen, since) => {
      if (lastOf(APPROVED, seen, since, ({ state }) => state === 'Incident resolved') !== undefined) return done();
      const as = developerIn(seen);
      const incident = lastOf(APPROVED, seen, since, ({ state }) => state === 'Incident');
      if (incident !== undefined)
        return press(
          'Its card is pinned in the channel. When it is over, press *Resolve…* there and say what it was.',
          {
            as,
            card: { release: incident, button: 'incident.openResolve' },
            waitsFor: 'the card to say *Incident resolved*',
          },
        );
      const release = lastOf(APPROVED, seen, since, ({ offers }) => offers.includes('form.incident'));
      if (release === undefined) return ask(APPROVED, seen);
      return press(`People have noticed the fault of ${APPROVED}. Press *Open incident…* on its card.`, {
        as,
        card: { release, button: 'form.incident' },
        waitsFor: 'a channel for it',
      });
    },
  },
];

const isBad = ({ versions }: SeenRelease) => versions.some((version) => version.endsWith(BAD));
const isGood = (release: SeenRelease) => !isBad(release);

function isUnderWay(release: SeenRelease | undefined): release is SeenRelease {
  return release !== undefined && UNDER_WAY.includes(release.state);
}

function lastOf(service: string, seen: Seen, since: string, is: (release: SeenRelease) => boolean) {
  return seen.releases.findLast((each) => each.service === service && each.movedTs > since && is(each));
}

function developerIn(seen: Seen): Person | null {
  return memberOf(seen, 'developers', 'on-call');
}

function pressApprove(seen: Seen, release: SeenRelease): Guide {
  const as = memberOf(seen, 'approvers', 'developers');
  return press(
    `The release of ${APPROVED} waits at half of the traffic. As ${nameOf(as)}, press *Approve and promote*.`,
    {
      as,
      card: { release, button: 'release.approve' },
      waitsFor: 'the card to say *Completed*',
    },
  );
}

/** For a version that nobody asked for before; a hold is to be lifted first. */
function ask(service: string, seen: Seen, ending = ''): Guide {
  const as = developerIn(seen);
  const held = seen.releases.findLast((each) => each.service === service && each.offers.includes('release.lift'));
  if (held !== undefined)
    return press(`${service} is held since it was rolled back. Press *Lift hold* on its card first.`, {
      as,
      card: { release: held, button: 'release.lift' },
      waitsFor: 'the hold to be gone',
    });
  const command = `/deploy ${service} ${nextVersion(seen, service)}${ending}`;
  return write(`As ${nameOf(as)}, send this in the channel:`, {
    as,
    command,
    waitsFor: `a card of ${service}`,
  });
}

const nameOf = (person: Person | null) => person?.realName ?? 'somebody who may';

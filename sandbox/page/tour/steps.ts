/** The steps of the tour: what each says while the workspace is as it is. Pure: what happened is read, never remembered. */
import { done, type Guide, press, type Step, watch, write } from './guide.ts';
import { memberOf, nextVersion, type Seen, type SeenRelease } from './seen.ts';

const SERVICE = 'search';
const BAD = 'crash';

const UNDER_WAY = ['Pending', 'Starting', 'Rolling out', 'Paused', 'Awaiting approval', 'Degraded', 'Rolling back'];

export const STEPS: readonly Step[] = [
  {
    id: 'deploy',
    title: 'Deploy a good version',
    why: 'A release is one line in the chat: the whole team sees what is on its way, and who asked for it.',
    guide: (seen, since) => {
      const release = lastOf(seen, since, isGood);
      if (release !== undefined && release.state !== 'Pending' && release.state !== 'Refused') return done();
      return release?.state === 'Pending'
        ? watch('Rollbridge has taken it on.', release, 'it to start')
        : ask(seen, '');
    },
  },
  {
    id: 'approve',
    title: 'Approve as another person',
    why: 'Nobody lets their own release go live. Until somebody else looks at it, people still get the old version.',
    guide: (seen, since) => {
      const release = lastOf(seen, since, isGood);
      const as = memberOf(seen, 'approvers', 'developers');
      if (release?.state === 'Completed') return done();
      if (release?.offers.includes('release.approve'))
        return press(`The new version is up beside the old one. Be ${as?.realName} and press *Approve and promote*.`, {
          as,
          card: { release, button: 'release.approve' },
          waitsFor: `the card of ${SERVICE} to say *Completed*`,
        });
      if (release !== undefined && UNDER_WAY.includes(release.state))
        return watch(
          'The new version is being started beside the old one.',
          release,
          'the card to ask for an approval',
        );
      return ask(seen, '');
    },
  },
  {
    id: 'bad',
    title: 'Deploy a bad version and abort it',
    why: 'The old version keeps all the traffic the whole time: what is broken never reaches anybody.',
    guide: (seen, since) => {
      const release = lastOf(seen, since, isBad);
      if (release?.state === 'Aborted' || release?.state === 'Rolled back') return done();
      if (release?.offers.includes('release.abort'))
        return press(
          'The pods of this version crash again and again: it never gets ready. Press *Abort* on its card.',
          {
            as: developerOf(seen),
            card: { release, button: 'release.abort' },
            waitsFor: 'the card to say *Aborted*',
          },
        );
      if (release !== undefined && UNDER_WAY.includes(release.state))
        return watch('Rollbridge has taken it on.', release, 'it to start');
      return ask(seen, `-${BAD}`);
    },
  },
  {
    id: 'rollback',
    title: 'Roll back',
    why: 'It is one press in the middle of the night. Then a hold keeps the next release away until somebody lifts it.',
    guide: (seen, since) => {
      if (lastOf(seen, since, ({ state }) => state === 'Rolled back') !== undefined) return done();
      const release = lastOf(seen, since, ({ offers }) => offers.includes('release.rollback'));
      if (release === undefined) return ask(seen, '');
      return press('The bad version is still the wanted one. Press *Roll back* on its card, and confirm.', {
        as: developerOf(seen),
        card: { release, button: 'release.rollback' },
        waitsFor: 'the card to say *Rolled back*',
      });
    },
  },
];

const isBad = ({ versions }: SeenRelease) => versions.some((version) => version.includes(BAD));
const isGood = (release: SeenRelease) => !isBad(release);

function lastOf(seen: Seen, since: string, is: (release: SeenRelease) => boolean): SeenRelease | undefined {
  return seen.releases.findLast((each) => each.service === SERVICE && each.movedTs > since && is(each));
}

function developerOf(seen: Seen) {
  return memberOf(seen, 'developers');
}

function ask(seen: Seen, ending: string): Guide {
  const held = seen.releases.findLast(({ service, offers }) => service === SERVICE && offers.includes('release.lift'));
  const as = developerOf(seen);
  if (held !== undefined)
    return press(`${SERVICE} is held since it was rolled back. Press *Lift hold* on its card first.`, {
      as,
      card: { release: held, button: 'release.lift' },
      waitsFor: 'the hold to be gone',
    });
  const command = `/deploy ${SERVICE} ${nextVersion(seen, SERVICE)}${ending}`;
  return write(`As ${as?.realName ?? 'a developer'}, send \`${command}\` in this channel.`, {
    as,
    command,
    waitsFor: `a card of ${SERVICE} in the channel`,
  });
}

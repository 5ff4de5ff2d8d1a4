/** Shows people what did not get through, and sends it again when somebody with a right there says so. */
import { deliveriesOf, type Notice } from '../../model/notice.ts';
import { UserProblem } from '../../model/problem.ts';
import { requireResponder } from '../access.ts';
import { environmentNamed } from '../lookup.ts';
import { again, oldestFirst, withDelivery } from './deliveries.ts';
import type { AgainIntent, Notices, Undelivered } from './intents.ts';
import type { NoticeWorld } from './ports.ts';

export class NoticeDesk implements Notices {
  readonly #world: NoticeWorld;

  constructor(world: NoticeWorld) {
    this.#world = world;
  }

  undelivered(): readonly Undelivered[] {
    return this.#world.notices
      .all()
      .toSorted(oldestFirst)
      .flatMap((notice) => deliveriesOf(notice).map((delivery) => ({ notice, delivery })))
      .filter(({ delivery: { state, tries } }) => state === 'undelivered' || (state === 'waiting' && tries > 0));
  }

  async sendAgain({ by, notice: name, to, tries }: AgainIntent): Promise<Notice> {
    const { notices, releases, log } = this.#world;
    const notice = notices.all().find((each) => each.name === name);
    if (notice === undefined) throw gone();
    const environment = environmentNamed(releases.catalog, notice.spec);
    if (environment === null) throw homeless(notice);
    await requireResponder(by, environment, releases.catalog.incidents.invite, releases.directory);
    const sent = await notices.update(name, (fresh) => {
      const delivery = deliveriesOf(fresh).find((each) => each.to === to);
      if (delivery === undefined) throw gone();
      if (delivery.state !== 'undelivered') throw overtaken(`It is ${delivery.state} now.`);
      if (delivery.tries !== tries) throw overtaken('Somebody has sent it again since, and it did not get through.');
      return withDelivery(fresh, again(delivery));
    });
    log.info({ notice: name, to, by: by.id }, 'notice sent again by a person');
    return sent;
  }
}

function overtaken(why: string): UserProblem {
  return new UserProblem('stale', {
    happened: 'Nothing was sent: what you pressed on is not how things are now.',
    why,
    hint: 'Say /incident undelivered to see how it stands.',
  });
}

function gone(): UserProblem {
  return new UserProblem('unknown-notice', {
    happened: 'There is no such notice any more.',
    why: 'It was removed: notices that nobody sends again are kept for two weeks.',
    hint: 'Say /incident undelivered to see what there is.',
  });
}

function homeless({ spec }: Notice): UserProblem {
  return new UserProblem('unknown-environment', {
    happened: 'Nobody may send this again.',
    why: `The catalog does not know ${spec.service} in ${spec.environment} any more.`,
    hint: 'Add the service to the catalog, or delete the Notice with kubectl.',
  });
}

/** The contract of views.*: triggers, modals on top of each other, updates, Home tabs. */
import { type Answer, type Case, errorOf, type MetSlack, section } from './met.ts';

const modal = (more: Answer = {}): Answer => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Deploy' },
  blocks: [section('x')],
  ...more,
});
const home = (more: Answer = {}): Answer => ({ type: 'home', blocks: [section('x')], ...more });

async function open(slack: MetSlack, view = modal()): Promise<Answer> {
  return slack.call('views.open', { trigger_id: await slack.press('dana'), view });
}

async function opened(slack: MetSlack, view = modal()): Promise<Answer & { id: string; hash: string }> {
  return (await open(slack, view)).view as Answer & { id: string; hash: string };
}

async function push(slack: MetSlack, on: string): Promise<Answer> {
  return slack.call('views.push', { trigger_id: await slack.press('dana', on), view: modal() });
}

export const modalCases: readonly Case[] = [
  {
    name: 'views.open answers the view with an id, a hash and itself as the root',
    act: async (slack) => {
      const view = await opened(slack, modal({ callback_id: 'deploy', private_metadata: 'm' }));
      return { ...view, named: /^V/.test(view.id), hashed: view.hash !== '', isRoot: view.root_view_id === view.id };
    },
    expected: {
      type: 'modal',
      callback_id: 'deploy',
      private_metadata: 'm',
      previous_view_id: null,
      app_id: 'A0CONTRACT',
      bot_id: 'B0CONTRACT',
      named: true,
      hashed: true,
      isRoot: true,
    },
  },
  {
    name: 'a trigger opens one view: the second is refused with exchanged_trigger_id',
    act: async (slack) => {
      const trigger = { trigger_id: await slack.press('dana'), view: modal() };
      return [await errorOf(slack.call('views.open', trigger)), await errorOf(slack.call('views.open', trigger))];
    },
    expected: ['none', 'exchanged_trigger_id'],
  },
  {
    name: 'a trigger lives for two seconds',
    act: async (slack) => {
      const trigger_id = await slack.press('dana');
      slack.pass(1900);
      return errorOf(slack.call('views.open', { trigger_id, view: modal() }));
    },
    expected: 'none',
  },
  {
    name: 'a trigger is dead after more than three seconds: expired_trigger_id',
    act: async (slack) => {
      const trigger_id = await slack.press('dana');
      slack.pass(3100);
      return errorOf(slack.call('views.open', { trigger_id, view: modal() }));
    },
    expected: 'expired_trigger_id',
  },
  {
    name: 'a trigger that nobody gave out is refused with invalid_trigger_id',
    act: (slack) => errorOf(slack.call('views.open', { trigger_id: '12.34.made-up', view: modal() })),
    expected: 'invalid_trigger_id',
  },
  {
    name: 'a modal without a title is refused with invalid_arguments',
    act: async (slack) => errorOf(open(slack, { type: 'modal', blocks: [] })),
    expected: 'invalid_arguments',
  },
  {
    name: 'a modal with more than 3,000 characters of private metadata is refused with invalid_arguments',
    act: async (slack) => errorOf(open(slack, modal({ private_metadata: 'x'.repeat(3001) }))),
    expected: 'invalid_arguments',
  },
  {
    name: 'a modal with an input and nothing to submit it is refused with invalid_arguments',
    act: (slack) => {
      const element = { type: 'plain_text_input', action_id: 'a' };
      const blocks = [{ type: 'input', label: { type: 'plain_text', text: 'Reason' }, element }];
      return errorOf(open(slack, modal({ blocks })));
    },
    expected: 'invalid_arguments',
  },
  {
    name: 'an external id that is in use is refused with duplicate_external_id',
    act: async (slack) => {
      await open(slack, modal({ external_id: 'e' }));
      return errorOf(open(slack, modal({ external_id: 'e' })));
    },
    expected: 'duplicate_external_id',
  },
  {
    name: 'views.update changes what is shown and the hash, and keeps the id',
    act: async (slack) => {
      const { id, hash } = await opened(slack);
      const view = modal({ title: { type: 'plain_text', text: 'New' } });
      const next = (await slack.call('views.update', { view_id: id, hash, view })).view as Answer;
      return { title: next.title, sameId: next.id === id, sameHash: next.hash === hash };
    },
    expected: { title: { text: 'New' }, sameId: true, sameHash: false },
  },
  {
    name: 'views.update with a hash from before another update is refused with hash_conflict',
    act: async (slack) => {
      const { id, hash } = await opened(slack);
      await slack.call('views.update', { view_id: id, view: modal() });
      return errorOf(slack.call('views.update', { view_id: id, hash, view: modal() }));
    },
    expected: 'hash_conflict',
  },
  {
    name: 'views.update finds a view by its external id',
    act: async (slack) => {
      const { id } = await opened(slack, modal({ external_id: 'e' }));
      const view = modal({ external_id: 'e', callback_id: 'new' });
      const next = (await slack.call('views.update', { external_id: 'e', view })).view as Answer;
      return { sameId: next.id === id, callback: next.callback_id };
    },
    expected: { sameId: true, callback: 'new' },
  },
  {
    name: 'views.update of a view that is not there is refused with not_found',
    act: (slack) => errorOf(slack.call('views.update', { view_id: 'V0NOTHING', view: modal() })),
    expected: 'not_found',
  },
  {
    name: 'views.push puts a view on top and remembers what is below',
    act: async (slack) => {
      const root = await opened(slack);
      const { view } = await push(slack, root.id);
      const { previous_view_id: below, root_view_id: first } = view as Answer;
      return { below: below === root.id, first: first === root.id };
    },
    expected: { below: true, first: true },
  },
  {
    name: 'three views fit on top of each other, and the fourth is refused with push_limit_reached',
    act: async (slack) => {
      const { id } = await opened(slack);
      const second = (await push(slack, id)).view as { id: string };
      const third = (await push(slack, second.id)).view as { id: string };
      return errorOf(push(slack, third.id));
    },
    expected: 'push_limit_reached',
  },
];

export const homeCases: readonly Case[] = [
  {
    name: 'views.publish shows a Home tab, and again in the same view with another hash',
    act: async (slack) => {
      const publish = async () =>
        (await slack.call('views.publish', { user_id: slack.id('dana'), view: home() })).view as Answer;
      const first = await publish();
      const second = await publish();
      return { type: first.type, sameId: first.id === second.id, sameHash: first.hash === second.hash };
    },
    expected: { type: 'home', sameId: true, sameHash: false },
  },
  {
    name: 'views.publish with a hash from before is refused with hash_conflict',
    act: async (slack) => {
      const place = { user_id: slack.id('dana'), view: home() };
      const { hash } = (await slack.call('views.publish', place)).view as Answer;
      await slack.call('views.publish', place);
      return errorOf(slack.call('views.publish', { ...place, hash }));
    },
    expected: 'hash_conflict',
  },
  {
    name: 'a Home tab cannot take an external id that is in use: duplicate_external_id',
    act: async (slack) => {
      await open(slack, modal({ external_id: 'e' }));
      return errorOf(slack.call('views.publish', { user_id: slack.id('dana'), view: home({ external_id: 'e' }) }));
    },
    expected: 'duplicate_external_id',
  },
  {
    name: 'views.publish for nobody is refused with invalid_arguments',
    act: (slack) => errorOf(slack.call('views.publish', { user_id: 'U0NOBODY', view: home() })),
    expected: 'invalid_arguments',
  },
];

/** The steps of the tour, judged by what the page sees. */
import { describe, expect, test } from '@jest/globals';
import type { Guide } from '../../../sandbox/page/tour/guide.ts';
import { back, begun, OFFERED, onward, readProgress } from '../../../sandbox/page/tour/progress.ts';
import { memberOf, newestTs, nextVersion, type Seen, seenIn } from '../../../sandbox/page/tour/seen.ts';
import { STEPS } from '../../../sandbox/page/tour/steps.ts';
import type { MessageShape, Person, Whole } from '../../../sandbox/web/shape.ts';

const person = (id: string, name: string, isBot = false): Person => ({ id, name, realName: name, title: '', isBot });
const dana = person('U1', 'Dana');
const amir = person('U2', 'Amir');
const bot = person('U9', 'rollbridge', true);
const whole = {
  me: dana,
  team: { name: 'Sandbox', bot: bot.id },
  people: [dana, amir, bot],
  groups: [
    { id: 'S1', handle: 'developers', name: '', members: ['U1'] },
    { id: 'S2', handle: 'approvers', name: '', members: ['U1', 'U2'] },
  ],
} as unknown as Whole;

function message(ts: string, text: string, more: Partial<MessageShape> = {}): MessageShape {
  const said = { channel: 'C1', ts, threadTs: null, broadcast: false, author: bot.id, text, blocks: [], files: [] };
  return { ...said, reactions: [], edited: false, onlyYou: false, version: 0, ...more };
}

/** A card with buttons of these actions. */
function card(ts: string, text: string, ...offers: readonly string[]): MessageShape {
  const elements = offers.map((action_id) => ({ type: 'button', action_id }));
  return message(ts, text, { blocks: [{ type: 'actions', block_id: 'offers', elements }] });
}

const see = (...all: readonly MessageShape[]): Seen => seenIn({ whole, messages: new Map([['C1', all]]) });

function guideOf(id: string, seen: Seen, since = '0'): Guide {
  const step = STEPS.find((each) => each.id === id);
  if (step === undefined) throw new Error(`There is no step ${id}`);
  return step.guide(seen, since);
}

describe('what the tour sees', () => {
  test('a card of Rollbridge is a release, with its state, versions and buttons', () => {
    const text = 'Awaiting approval: search in production · 1.0.0 → 1.1.0 · 20 %';
    expect(see(card('2', text, 'release.approve')).releases).toEqual([
      {
        channel: 'C1',
        ts: '2',
        service: 'search',
        state: 'Awaiting approval',
        versions: ['1.0.0', '1.1.0'],
        offers: ['release.approve'],
        movedTs: '2',
      },
    ]);
  });

  test('words of people, replies and private answers are none', () => {
    const text = 'Completed: search in production · 1.0.0 → 1.1.0';
    const others = [
      message('1', text, { author: dana.id }),
      message('2', text, { threadTs: '1' }),
      message('3', text, { onlyYou: true }),
      message('4', 'Good morning'),
    ];
    expect(see(...others).releases).toEqual([]);
  });

  test('a release has moved when its thread was told of it', () => {
    const seen = see(
      card('1', 'Completed: search in production · 1.0.0 → 1.1.0'),
      message('5', 'done', { threadTs: '1' }),
    );
    expect(seen.releases[0]?.movedTs).toBe('5');
    expect(newestTs({ messages: new Map([['C1', [message('1', ''), message('5', '')]]]) })).toBe('5');
  });

  test('who approves is not who develops, as long as there is somebody else', () => {
    expect(memberOf(see(), 'approvers', 'developers')).toBe(amir);
    expect(memberOf(see(), 'developers', 'approvers')).toBe(dana);
    expect(memberOf(see(), 'nobody')).toBeNull();
  });

  test('the next version is one that nobody has asked for', () => {
    expect(nextVersion(see(), 'search')).toBe('1.1.0');
    const seen = see(card('1', 'Aborted: search in production · 1.1.0 → 1.9.0-crash'));
    expect(nextVersion(seen, 'search')).toBe('1.10.0');
    expect(nextVersion(seen, 'shop')).toBe('1.1.0');
  });
});

describe('the steps', () => {
  const checkout = (state: string, version = '1.1.0') => `${state}: checkout in production · 1.0.0 → ${version}`;
  const shop = (state: string) => `${state}: shop in production · 1.0.0 → 1.1.0 · 50 %`;
  const BAD = '1.2.0-err30';

  test('each is asked for by a command of somebody who may, until its card is there', () => {
    const asked = STEPS.map(({ guide }) => guide(see(), '0'));
    expect(asked.map(({ command }) => command)).toEqual([
      '/deploy checkout 1.1.0',
      '/deploy checkout 1.1.0-err30',
      '/deploy shop 1.1.0',
      '/deploy shop 1.1.0',
      '/deploy shop 1.1.0',
    ]);
    expect(asked.map(({ as, isDone }) => isDone || as)).toEqual([dana, dana, dana, dana, dana]);
  });

  test.each([
    ['deploy', checkout('Completed'), checkout('Completed', BAD)],
    ['deploy', checkout('Completed'), checkout('Rolling out')],
    ['bad', checkout('Aborted', BAD), checkout('Degraded', BAD)],
    ['bad', checkout('Aborted', BAD), checkout('Aborted')],
    ['approve', shop('Completed'), shop('Rolled back')],
    ['rollback', shop('Rolled back'), shop('Completed')],
  ])('"%s" is done by "%s", not by "%s"', (id, yes, no) => {
    expect(guideOf(id, see(card('2', yes))).isDone).toBe(true);
    expect(guideOf(id, see(card('2', no))).isDone).toBe(false);
  });

  test('an incident is opened on the card of what was rolled back, and resolved on its own card in its channel', () => {
    const rolledBack = card('1', 'Rolled back: shop in production · 1.1.0 → 1.0.0', 'form.incident');
    expect(guideOf('incident', see(rolledBack)).card).toMatchObject({ release: { ts: '1' }, button: 'form.incident' });
    const opened = card('2', 'Incident: shop in production · SEV 2', 'incident.openResolve');
    expect(guideOf('incident', see(rolledBack, opened)).card).toMatchObject({
      release: { ts: '2' },
      button: 'incident.openResolve',
    });
    const resolved = card('2', 'Incident resolved: shop in production · SEV 2');
    expect(guideOf('incident', see(rolledBack, resolved)).isDone).toBe(true);
  });

  test.each(STEPS.map(({ id }) => id))('"%s" does not count what was there before the tour', (id) => {
    const all = [checkout('Completed'), checkout('Aborted', BAD), shop('Completed'), shop('Rolled back')];
    all.push('Incident resolved: shop in production · SEV 2');
    const seen = see(...all.map((text, place) => card(String(place), text)));
    expect(guideOf(id, seen, '0').isDone).toBe(id !== 'deploy');
    expect(guideOf(id, seen, '4').isDone).toBe(false);
  });

  test('a release that is on its way is watched until it is done', () => {
    expect(guideOf('deploy', see(card('2', checkout('Rolling out'))))).toMatchObject({
      command: null,
      waitsFor: expect.stringContaining('Completed'),
      card: { release: { ts: '2' }, button: null },
    });
    expect(guideOf('bad', see(card('2', checkout('Rolling out', BAD)))).waitsFor).toContain('Aborted');
  });

  test('an approval is given by somebody else, also to what has waited since before the tour', () => {
    const seen = see(card('2', shop('Awaiting approval'), 'release.approve', 'release.rollback'));
    expect(guideOf('approve', seen, '5')).toMatchObject({
      as: amir,
      command: null,
      card: { release: { ts: '2' }, button: 'release.approve' },
    });
  });

  test('a rollback is pressed on the card that offers it', () => {
    const seen = see(card('2', shop('Completed'), 'release.rollback'));
    expect(guideOf('rollback', seen)).toMatchObject({ as: dana, card: { button: 'release.rollback' } });
  });

  test('a hold is to be lifted before a version can be asked for', () => {
    const held = card('2', shop('Rolled back'), 'release.lift');
    expect(guideOf('approve', see(held), '2')).toMatchObject({ command: null, card: { button: 'release.lift' } });
    expect(guideOf('deploy', see(held), '2').command).toBe('/deploy checkout 1.1.0');
  });

  test('each says what it waits for, whatever there is', () => {
    const states = ['Pending', 'Starting', 'Rolling out', 'Awaiting approval', 'Aborted', 'Completed', 'Refused'];
    for (const { guide } of STEPS)
      for (const text of states.flatMap((state) => [checkout(state), checkout(state, BAD), shop(state)])) {
        const { isDone, say, waitsFor } = guide(see(card('2', text)), '0');
        expect(isDone || (say !== '' && waitsFor !== null)).toBe(true);
      }
  });
});

describe('how far somebody is', () => {
  test('a step is left once, however many windows see that it is done', () => {
    const first = begun('1');
    expect(onward(onward(first, 0), 0).at).toBe(1);
  });

  test('who goes back stays there until they go on', () => {
    const before = back(onward(begun('1'), 0));
    expect(before).toMatchObject({ at: 0, isReading: true });
    expect(onward(before, 0)).toMatchObject({ at: 1, isReading: false });
    expect(back(OFFERED).at).toBe(-1);
  });

  test.each([null, '', '{', '{"at":"1"}', '{"at":99,"isOpen":true,"since":"0"}'])('%p is the first visit', (kept) => {
    expect(readProgress(kept, STEPS.length)).toEqual(OFFERED);
  });

  test('what was kept is where it goes on', () => {
    const kept = { ...begun('7'), isOpen: false };
    expect(readProgress(JSON.stringify(kept), STEPS.length)).toEqual(kept);
  });
});

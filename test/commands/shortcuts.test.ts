import { describe, expect, test } from '@jest/globals';
import { mentioned } from '../../src/commands/form/mention.ts';
import { SHORTCUTS, type UsedOn, useShortcut } from '../../src/commands/form/shortcut.ts';
import { SERVICES } from '../views/form-situations.ts';
import { expectValid, expectValidForm } from '../views/valid.ts';
import { depsOf, FakeEngine } from './fake-engine.ts';
import { ANN, AT, shows } from './filled.ts';

const NAMES = ['shop', 'shop-api', 'cart'];
const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('a message names', () => {
  test.each<[string, [string, string | null][]]>([
    ['shop is slow', [['shop', null]]],
    ['Please deploy Shop 2.1.0.', [['shop', '2.1.0']]],
    ['shop v3', [['shop', 'v3']]],
    ['shop to 2.0.0-rc1!', [['shop', '2.0.0-rc1']]],
    ['ghcr.io/acme/shop:2.1.0 was pushed', [['shop', '2.1.0']]],
    [`ghcr.io/acme/shop@${DIGEST}`, [['shop', DIGEST]]],
    [
      'shop-api and shop',
      [
        ['shop-api', null],
        ['shop', null],
      ],
    ],
    [
      'cart, then shop:7, then cart 1.2.3',
      [
        ['cart', '1.2.3'],
        ['shop', '7'],
      ],
    ],
    ['shop 2.1.0 replaced shop 2.0.0', [['shop', '2.1.0']]],
    ['shop 500 errors', [['shop', null]]],
    ['shop: 3 pods do not serve', [['shop', null]]],
    ['shop:tada:', [['shop', null]]],
    ['@shop, look', [['shop', null]]],
    ['workshop shopping öshop shop_2 shop-web', []],
    ['shop.example.com', []],
    ['', []],
  ])('%j', (text, expected) => {
    expect(mentioned(text, NAMES).map(({ service, version }) => [service, version])).toEqual(expected);
  });

  test('nothing where there are no services', () => expect(mentioned('shop', [])).toEqual([]));

  test.each([
    ['one name again and again', 'shop '.repeat(8_000)],
    ['one letter', 's'.repeat(40_000)],
    ['beginnings of names', 'service-'.repeat(5_000)],
    ['digits and dots', `shop ${'1.'.repeat(20_000)}`],
    ['far more than a message holds', 'shop '.repeat(1_000_000)],
  ])('in no time where it is full of %s', (_, text) => {
    const names = Array.from({ length: 2_000 }, (_each, i) => `service-${i}`).concat(NAMES);
    const started = performance.now();
    mentioned(text, names);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('a shortcut', () => {
  const engine = Object.assign(new FakeEngine(), { offered: SERVICES });
  const deps = depsOf(engine, AT);
  const request = { by: ANN, receivedAt: AT, channel: 'C1' };
  const on = (all: string) => ({ ts: '1772445900.000200', author: 'U0BEN', text: all, all });
  const used = async (id: string, said = '') => {
    const reply = await useShortcut(id, on(said), request, deps);
    if (!('form' in reply)) throw new Error(`${id} opens no form`);
    return reply;
  };

  test.each(SHORTCUTS.map(({ id }) => id).filter((id) => id !== 'note_message'))(
    '%s opens a form, and says what to type where it cannot',
    async (id) => {
      const { form, otherwise } = await used(id, 'shop 2.1.0');
      expectValidForm(form);
      expectValid(otherwise);
      expect(otherwise.text).toMatch(/\/(deploy|rollback)/);
      expect(engine.calls).toEqual([]);
    },
  );

  test('on a message fills in the service and the version that it names, and offers the way back', async () => {
    const { form, otherwise } = await used('deploy_message', 'shop 2.1.0 is out');
    expect(shows(form)).toEqual({ service: 'shop', environment: 'production', version: '2.1.0', reason: null });
    expect(JSON.stringify(form.blocks)).toContain('Roll back instead…');
    expect(otherwise.text).toContain('/deploy shop 2.1.0');
  });

  test('says so when the message names no service, or more than one', async () => {
    const none = await used('deploy_message', 'lunch?');
    expect(shows(none.form)).toMatchObject({ service: null, version: null });
    expect(JSON.stringify(none.form.blocks)).toContain('names no service of the catalog');
    const two = await used('deploy_message', 'cart and shop');
    expect(shows(two.form)).toMatchObject({ service: 'cart' });
    expect(JSON.stringify(two.form.blocks)).toContain('names 2 services; cart is the first');
  });

  test('puts the message on the timeline of the incident, and says when it is there already or gone', async () => {
    const note = async (message: UsedOn | null) => {
      const reply = await useShortcut('note_message', message, request, deps);
      return 'form' in reply ? '' : reply.text;
    };
    expect(await note(on('It began with the deploy'))).toMatch(/It is on the timeline/);
    expect(engine.calls.splice(0)).toEqual([
      {
        ask: 'note',
        channel: 'C1',
        ts: '1772445900.000200',
        said: { author: 'U0BEN', text: 'It began with the deploy' },
      },
    ]);
    engine.isNoted = true;
    expect(await note(on('again'))).toMatch(/on the timeline of the incident already/);
  });

  test.each(['', 'explode', 'constructor', 'DEPLOY'])('that there is not is refused: %j', async (id) => {
    await expect(used(id)).rejects.toMatchObject({ code: 'not-offered' });
  });
});

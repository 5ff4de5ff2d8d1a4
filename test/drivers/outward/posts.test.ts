/** Messages to people elsewhere: Microsoft Teams and Discord. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OCCASIONS } from '../../../src/model/notice.ts';
import { FakeSystem, type Reply, type Request } from './fake-system.ts';
import { deliver, destination, parcel, RELEASED } from './parcels.ts';

const HOSTILE = '@everyone <@&1> **bold** [click](https://evil.example) `code` > quote # head ||hidden||';

let system: FakeSystem;
const errors: unknown[] = [];
beforeEach(async () => {
  errors.length = 0;
  system = new FakeSystem();
  await system.listen();
});
afterEach(() => system.close());

describe('a workflow of Teams', () => {
  interface Block {
    readonly type?: string;
    readonly inlines?: readonly { readonly type?: string; readonly text?: string }[];
  }

  interface Card {
    readonly type?: string;
    readonly version?: string;
    readonly body?: readonly Block[];
    readonly actions?: readonly { readonly type?: string; readonly title?: string; readonly url?: string }[];
  }

  const SECRET = '/workflows/abc/triggers/manual/paths/invoke?api-version=1&sig=s3cr3t-signature';
  const teams = () =>
    destination({ kind: 'teams', url: { from: 'env', name: 'URL' } }, { URL: `${system.url}${SECRET}` }, errors);

  /** It takes a message with one Adaptive Card, up to 28 KB, and answers 202. */
  function taken({ path, body }: Request): Reply {
    if (path !== SECRET) return { status: 401, body: { error: { code: 'DirectApiAuthorizationRequired' } } };
    const { type, attachments } = JSON.parse(body) as {
      readonly type?: string;
      readonly attachments?: readonly { readonly contentType?: string; readonly content?: Card }[];
    };
    const [attachment] = attachments ?? [];
    const { content } = attachment ?? {};
    const isCard =
      attachment?.contentType === 'application/vnd.microsoft.card.adaptive' && content?.type === 'AdaptiveCard';
    const isDrawn = (content?.body ?? []).every(
      (block) =>
        block.type === 'RichTextBlock' &&
        (block.inlines ?? []).every((run) => run.type === 'TextRun' && (run.text ?? '') !== ''),
    );
    const isLinked = (content?.actions ?? []).every(
      (action) => action.type === 'Action.OpenUrl' && action.url?.startsWith('https://'),
    );
    const fits = Buffer.byteLength(body) <= 28 * 1024 && (content?.actions ?? []).length <= 6;
    return { status: type === 'message' && isCard && isDrawn && isLinked && fits ? 202 : 400 };
  }

  const cardSent = (): Card => JSON.parse(system.asked[0]?.body ?? '').attachments[0].content as Card;
  const wordsOf = (card: Card) =>
    (card.body ?? []).map(({ inlines }) => (inlines ?? []).map(({ text }) => text).join(''));

  beforeEach(() => {
    system.reply = taken;
  });

  test.each(OCCASIONS)('posts %s as a card', async (occasion) => {
    expect(await deliver(teams(), parcel({ ...RELEASED, occasion }))).toEqual({ came: 'delivered', link: null });
  });

  test('shows what, where, how bad, and where people meet', async () => {
    await deliver(teams(), parcel());
    expect(wordsOf(cardSent())).toEqual(
      expect.arrayContaining(['SEV 1: shop in production: no orders', 'Severity  SEV 1', 'By  U0ANN']),
    );
    expect(cardSent().actions?.map(({ title }) => title)).toEqual(['Channel in Slack', 'Bridge']);
  });

  test('takes the longest words, and shows those of others as text', async () => {
    const words = HOSTILE.repeat(200);
    const spec = { reason: words, cause: words, impact: words };
    expect(await deliver(teams(), parcel({ ...spec, reason: `€${words}` }))).toMatchObject({ came: 'delivered' });
    // Text runs know no Markdown, so there is nothing to escape.
    expect(wordsOf(cardSent()).join()).toContain('**bold**');
  });

  test('never has its address shown', async () => {
    system.reply = () => ({ status: 404, body: 'no' });
    const came = await deliver(teams(), parcel());
    expect(came).toMatchObject({ came: 'refused', why: 'It answered 404' });
    const to = teams();
    await system.close();
    const away = await deliver(to, parcel());
    expect(away).toMatchObject({ came: 'later' });
    expect(JSON.stringify([came, away, errors])).not.toContain('s3cr3t');
    await system.listen();
  });

  test('that is no address refuses', async () => {
    const to = destination({ kind: 'teams', url: { from: 'env', name: 'URL' } }, { URL: 's3cr3t' });
    const came = await deliver(to, parcel());
    expect(came).toMatchObject({ came: 'refused', why: 'The secret is no address' });
    expect(JSON.stringify(came)).not.toContain('s3cr3t');
  });
});

describe('a webhook of Discord', () => {
  interface Embed {
    readonly title?: string;
    readonly description?: string;
    readonly timestamp?: string;
    readonly fields?: readonly { readonly name?: string; readonly value?: string }[];
  }

  const SECRET = '/api/webhooks/1234/s3cr3t-token';
  const discord = () =>
    destination({ kind: 'discord', url: { from: 'env', name: 'URL' } }, { URL: `${system.url}${SECRET}` }, errors);

  const isLong = (text: string | undefined, most: number) => (text ?? '').length > most;

  /** What Discord refuses of an embed, by its limits. */
  function wrong({ title, description, fields = [], timestamp }: Embed): boolean {
    const all = [title, description, ...fields.flatMap(({ name, value }) => [name, value])].join('');
    return (
      [isLong(title, 256), isLong(description, 4_096), all.length > 6_000, fields.length > 25].includes(true) ||
      fields.some(({ name, value }) => !name || !value || isLong(name, 256) || isLong(value, 1_024)) ||
      Number.isNaN(Date.parse(timestamp ?? ''))
    );
  }

  function taken({ path, body }: Request): Reply {
    const url = new URL(path, 'http://x');
    if (url.pathname !== SECRET) return { status: 404, body: { message: 'Unknown Webhook', code: 10015 } };
    const { embeds = [], allowed_mentions: mentions } = JSON.parse(body) as {
      readonly embeds?: readonly Embed[];
      readonly allowed_mentions?: { readonly parse?: readonly string[] };
    };
    const isFine = embeds.length === 1 && mentions?.parse?.length === 0 && !embeds.some(wrong);
    if (!isFine) return { status: 400, body: { message: 'Invalid Form Body', code: 50035 } };
    return url.searchParams.get('wait') === 'true' ? { status: 200, body: { id: '1' } } : { status: 204 };
  }

  const embedSent = (): Embed => JSON.parse(system.asked[0]?.body ?? '').embeds[0] as Embed;

  beforeEach(() => {
    system.reply = taken;
  });

  test.each(OCCASIONS)('posts %s as an embed, and waits until it is there', async (occasion) => {
    expect(await deliver(discord(), parcel({ ...RELEASED, occasion }))).toEqual({ came: 'delivered', link: null });
    expect(system.asked[0]?.path).toContain('wait=true');
  });

  test('takes the longest words, and escapes those of others', async () => {
    const words = HOSTILE.repeat(200);
    const spec = { reason: words, cause: words, impact: words, image: words, backTo: words, by: words, release: words };
    expect(await deliver(discord(), parcel(spec))).toMatchObject({ came: 'delivered' });
    const text = JSON.stringify(embedSent().fields);
    expect(text).toContain('\\\\*\\\\*bold\\\\*\\\\*');
    expect(text).not.toMatch(/(?<!\\)\[click\]\(/);
  });

  test.each<[string, Reply, number]>([
    ['the header', { status: 429, headers: { 'retry-after': '65' }, body: { retry_after: 64.57 } }, 65_000],
    [
      'the body',
      { status: 429, body: { message: 'You are being rate limited.', retry_after: 64.57, global: false } },
      64_570,
    ],
  ])('waits for as long as %s says', async (_, reply, afterMs) => {
    system.reply = () => reply;
    expect(await deliver(discord(), parcel())).toMatchObject({ came: 'later', afterMs, isAway: true });
  });

  test('that was removed is not tried again', async () => {
    system.reply = () => ({ status: 404, body: { message: 'Unknown Webhook', code: 10015 } });
    expect(await deliver(discord(), parcel())).toMatchObject({
      came: 'refused',
      why: 'It answered 404: Unknown Webhook',
    });
  });
});

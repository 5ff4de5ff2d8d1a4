import { imageFor, meansImage, versionOf } from '../../../src/engine/release/versions.ts';
import { codeOf } from '../support/situations.ts';

const REPOSITORY = 'ghcr.io/acme/shop';
const DIGEST = `sha256:${'9f86d081'.repeat(8)}`;
const tagged = (tag: string) => `${REPOSITORY}:${tag}`;

const good: readonly [string, string, string | null, string][] = [
  ['a tag is taken as it is', '2.1.0', tagged('2.0.0'), tagged('2.1.0')],
  ['a tag with v becomes one without where those run', 'v2.1.0', tagged('2.0.0'), tagged('2.1.0')],
  ['a tag without v becomes one with v where those run', '2.1.0', tagged('v2.0.0'), tagged('v2.1.0')],
  ['a capital V is a v', 'V2.1.0', tagged('v2.0.0'), tagged('v2.1.0')],
  ['a v stays when nothing runs', 'v2.1.0', null, tagged('v2.1.0')],
  ['a v stays when a digest runs', 'v2.1.0', `${REPOSITORY}@${DIGEST}`, tagged('v2.1.0')],
  ['a word is left alone', 'vnext', tagged('2.0.0'), tagged('vnext')],
  ['a commit is left alone', 'main-abc123', tagged('v2.0.0'), tagged('main-abc123')],
  ['blanks around it do not matter', '  2.1.0\n', tagged('2.0.0'), tagged('2.1.0')],
  ['a digest is taken', DIGEST, tagged('2.0.0'), `${REPOSITORY}@${DIGEST}`],
  ['a digest in capitals is taken', DIGEST.toUpperCase(), tagged('2.0.0'), `${REPOSITORY}@${DIGEST}`],
  ['a whole image of the own repository is taken', tagged('2.1.0'), null, tagged('2.1.0')],
  ['a whole image with a digest is taken', `${REPOSITORY}@${DIGEST}`, null, `${REPOSITORY}@${DIGEST}`],
];

test.each(good)('%s', (_, typed, running, expected) => {
  expect(imageFor(typed, REPOSITORY, running)).toBe(expected);
});

test.each([
  ['nothing', ''],
  ['blanks', '   '],
  ['a foreign repository', 'ghcr.io/evil/shop:2.1.0'],
  ['a repository that only begins like ours', 'ghcr.io/acme/shop-evil:2.1.0'],
  ['a repository below ours', 'ghcr.io/acme/shop/evil:2.1.0'],
  ['a repository without a tag', REPOSITORY],
  ['a tag and a digest at once', `${tagged('2.1.0')}@${DIGEST}`],
  ['a digest that is too short', 'sha256:9f86d081'],
  ['a digest of another kind', `sha512:${'a'.repeat(128)}`],
  ['a tag that is too long', 'a'.repeat(129)],
  ['a tag that begins with a dash', '-rf'],
  ['a tag that begins with a dot', '.hidden'],
  ['a command', '2.1.0; rm -rf /'],
  ['a second line', '2.1.0\nimage: evil'],
  ['Slack markup', '<!channel>'],
  ['a mention', '<@U123>'],
  ['a link', '<https://evil.example|2.1.0>'],
  ['a template', '{{ .Values.tag }}'],
  ['letters that look alike', '2.1.0\u200b'],
  ['another alphabet', '２.１.０'],
])('%s is no version', async (_, typed) => {
  expect(await codeOf(() => imageFor(typed, REPOSITORY, tagged('2.0.0')))).toBe('unknown-version');
});

test.each([
  ['its tag', tagged('2.1.0'), '2.1.0'],
  ['its digest, shortened', `${REPOSITORY}@${DIGEST}`, 'sha256:9f86d0819f86'],
  ['its tag rather than its digest', `${tagged('2.1.0')}@${DIGEST}`, '2.1.0'],
  ['latest when nothing is said', REPOSITORY, 'latest'],
  ['the tag behind a port', 'localhost:5000/shop:2', '2'],
  ['latest behind a port', 'localhost:5000/shop', 'latest'],
])('the short form of an image is %s', (_, image, expected) => {
  expect(versionOf(image)).toBe(expected);
});

test.each([[''], ['UPPER/Case:1'], ['not an image'], ['a:b:c'], ['@sha256:1'], ['$(IMAGE)'], ['shop:<tag>']])(
  'an image that stands in a spec as %p has a short form all the same',
  (image) => {
    expect(() => versionOf(image)).not.toThrow();
    expect(() => meansImage('2.1.0', image)).not.toThrow();
  },
);

test.each([
  ['the tag', '2.1.0', tagged('2.1.0'), true],
  ['the tag with v', 'v2.1.0', tagged('2.1.0'), true],
  ['the tag without v', '2.1.0', tagged('v2.1.0'), true],
  ['the whole image', tagged('2.1.0'), tagged('2.1.0'), true],
  ['the whole digest', DIGEST, `${REPOSITORY}@${DIGEST}`, true],
  ['the shortened digest', 'sha256:9f86d0819f86', `${REPOSITORY}@${DIGEST}`, true],
  ['another tag', '2.1.1', tagged('2.1.0'), false],
  ['the beginning of a tag', '2.1', tagged('2.1.0'), false],
  ['the beginning of the word sha256', 's', `${REPOSITORY}@${DIGEST}`, false],
  ['a digest of which nothing is said', 'sha256:', `${REPOSITORY}@${DIGEST}`, false],
  ['nothing', '', `${REPOSITORY}@${DIGEST}`, false],
  ['another digest', `sha256:${'0'.repeat(12)}`, `${REPOSITORY}@${DIGEST}`, false],
])('%s: %s means %s is %s', (_, typed, image, expected) => {
  expect(meansImage(typed, image)).toBe(expected);
});

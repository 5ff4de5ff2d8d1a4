import { describe, expect, test } from '@jest/globals';
import { change, plainChange, shortImage } from '../../src/views/images.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const HOME = 'ghcr.io/acme/shop:1.4.2';

describe('an image in few words', () => {
  const cases: [string, string, string][] = [
    ['only its tag in the same repository', 'ghcr.io/acme/shop:1.5.0', '1.5.0'],
    ['its repository too where it is another one', 'ghcr.io/acme/cart:1.5.0', 'ghcr.io/acme/cart:1.5.0'],
    ['the beginning of its digest', `ghcr.io/acme/shop@${DIGEST}`, 'sha256:0123456789ab'],
    ['the digest of another repository', `quay.io/a/b@${DIGEST}`, 'quay.io/a/b@sha256:0123456789ab'],
    ['the tag where it has both', `ghcr.io/acme/shop:1.5.0@${DIGEST}`, '1.5.0'],
    ['a repository with a port and no tag', 'registry:5000/shop', 'registry:5000/shop'],
    ['a bare tag', '1.5.0', '1.5.0'],
    ['a bare digest', DIGEST, 'sha256:0123456789ab'],
  ];
  test.each(cases)('%s', (_name, image, words) => expect(shortImage(image, HOME)).toBe(words));
});

describe('a change of version', () => {
  test('names both, and only the new one where nothing ran before', () => {
    expect(change(HOME, 'ghcr.io/acme/shop:1.5.0')).toBe('`1.4.2` → `1.5.0`');
    expect(change('ghcr.io/acme/cart:1.4.2', HOME)).toBe('`ghcr.io/acme/cart:1.4.2` → `ghcr.io/acme/shop:1.4.2`');
    expect(change(null, HOME)).toBe('`1.4.2`');
  });

  test('says that only the configuration changed where the image is the same', () => {
    expect(change(HOME, HOME)).toBe('`1.4.2` (same version, configuration changed)');
    expect(plainChange(HOME, HOME)).toBe('1.4.2 (same version, configuration changed)');
    expect(plainChange(null, HOME)).toBe('1.4.2');
  });

  test('tells two images apart that have the same tag', () => {
    const other = DIGEST.replace('0', 'f');
    expect(change(`${HOME}@${DIGEST}`, `${HOME}@${other}`)).toBe(
      '`1.4.2@sha256:0123456789ab` → `1.4.2@sha256:f123456789ab`',
    );
    expect(plainChange(HOME, `${HOME}@${other}`)).toBe('1.4.2 → 1.4.2@sha256:f123456789ab');
  });
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clip } from '../../src/model/clip.ts';

test('leaves what fits and marks what is missing', () => {
  expect(clip('abcdef', 6)).toBe('abcdef');
  expect(clip('abcdefg', 6)).toBe('abcde…');
});

test('never halves an emoji', () => expect(clip('ab😀cd', 4)).toBe('ab…'));

test('stays within the limit, well-formed', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 400 });
  fc.assert(
    fc.property(anything, fc.integer({ min: 2, max: 400 }), (text, max) => {
      expect(clip(text, max).length).toBeLessThanOrEqual(max);
      expect(clip(text, max).isWellFormed()).toBe(true);
    }),
  );
});

import { describe, expect, test } from '@jest/globals';
import { section } from '../../src/views/blocks.ts';
import { message } from '../../src/views/message.ts';
import { expectValid } from './valid.ts';

const sections = (count: number, text: string) => Array.from({ length: count }, (_, i) => section(`row-${i}`, text));

describe('a message', () => {
  test('leaves out parts that are empty', () => {
    expect(message('Hello', [section('a', ''), section('b', 'there'), null]).blocks).toHaveLength(1);
  });

  test('has no more blocks than Slack takes', () => {
    const drawn = message('Hello', sections(80, 'short'));
    expectValid(drawn);
    expect(drawn.blocks).toHaveLength(50);
  });

  test('has all its texts shortened alike when they are too long together', () => {
    const drawn = message('Hello', sections(10, 'long '.repeat(500)));
    expectValid(drawn);
    expect(drawn.blocks).toHaveLength(10);
  });

  test('keeps what fits as it is', () => {
    const drawn = message('Hello', sections(3, 'x'.repeat(2_900)));
    expectValid(drawn);
    expect(drawn.blocks[2]).toMatchObject({ text: { text: 'x'.repeat(2_900) } });
  });
});

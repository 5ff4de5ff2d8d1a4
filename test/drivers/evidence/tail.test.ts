import { describe, expect, test } from '@jest/globals';
import { redactedTail as tailOf } from '../../../src/drivers/evidence/tail.ts';
import { redactText } from '../../../src/model/redact.ts';

const redactedTail = (text: string, most: number) => tailOf(text, most, redactText);

const KIB = 1024;
const KEY = `-----BEGIN PRIVATE KEY-----\n${`${'A1b2'.repeat(16)}\n`.repeat(40)}-----END PRIVATE KEY-----\n`;

describe('the end of a text', () => {
  test.each(['', 'a', 'a\nb\n', 'ü\n'.repeat(100)])('is the whole when it is short', (text) => {
    expect(redactedTail(text, KIB)).toEqual({ text, isWhole: true });
  });

  test('begins with a line, and is no longer than is wanted', () => {
    const { text, isWhole } = redactedTail(`first\n${'level=info ü\n'.repeat(200_000)}`, 256 * KIB);
    expect(isWhole).toBe(false);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256 * KIB);
    expect(Buffer.byteLength(text)).toBeGreaterThan(255 * KIB);
    expect(text.startsWith('level=info ü\n')).toBe(true);
  });

  test('has no half of a secret wherever the cut falls', () => {
    const after = 'level=info\n'.repeat(100);
    for (let cut = 0; cut < KEY.length + 200; cut += 7) {
      const { text } = redactedTail(`first\n${KEY}password=hunter2\n${after}`, Buffer.byteLength(after) + cut);
      expect(text).not.toMatch(/A1b2A1b2|hunter2|unter2/);
    }
  });

  test('has no half of a secret where the text before it is not looked at any more', () => {
    const line = 'level=info\n';
    for (let lines = 5_900; lines < 6_100; lines += 3) {
      const { text } = redactedTail(`${KEY}password=hunter2\n${line.repeat(lines)}`, KIB);
      expect(text.replaceAll(line, '')).toBe('');
    }
  });

  test('that grows by what stands for a secret is cut, too', () => {
    const { text, isWhole } = redactedTail('password=a\n'.repeat(100), 1_150);
    expect(isWhole).toBe(false);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_150);
    expect(text.startsWith('password=[redacted]\n')).toBe(true);
  });

  test('of a single endless line is nothing rather than a part of it', () => {
    expect(redactedTail('x'.repeat(1_000_000), KIB).text.length).toBeLessThanOrEqual(KIB);
  });
});

/** The end of a long text, without secrets. Pure. */

/** What is looked at before the part that is kept: longer than any key, so that no half of a secret is left at the cut. */
const MARGIN_BYTES = 64 * 1024;

export interface Tail {
  readonly text: string;
  readonly isWhole: boolean;
}

/** At most so many bytes, from the beginning of a line. Only that end is searched for secrets: a search takes its time. */
export function redactedTail(text: string, most: number, redact: (text: string) => string): Tail {
  const all = Buffer.from(text);
  if (all.length <= most) {
    const whole = redact(text);
    if (Buffer.byteLength(whole) <= most) return { text: whole, isWhole: true };
    return { text: endOf(Buffer.from(whole), most), isWhole: false };
  }
  return { text: endOf(Buffer.from(redact(endOf(all, most + MARGIN_BYTES))), most), isWhole: false };
}

function endOf(bytes: Buffer, most: number): string {
  if (bytes.length <= most) return bytes.toString();
  const end = bytes.subarray(-most);
  return end.subarray(end.indexOf('\n') + 1).toString();
}

/** Lines of an endless log, out of the pieces in which it comes. A line without end does not fill memory. */

const LONGEST = 16 * 1024;
const NEW_LINE = 10;

/** Each line without its end. Of a longer one the beginning; what the log ends with counts as a line. */
export async function* linesIn(pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let begun: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(NEW_LINE); end !== -1; end = piece.indexOf(NEW_LINE, from)) {
      yield joined(begun, piece.subarray(from, end));
      begun = Buffer.alloc(0);
      from = end + 1;
    }
    // Copied: a piece of a few bytes would hold on to all that came with it.
    begun = Buffer.from(joined(begun, piece.subarray(from)));
  }
  if (begun.length > 0) yield begun;
}

function joined(begun: Buffer, rest: Buffer): Buffer {
  const fitting = rest.subarray(0, Math.max(0, LONGEST - begun.length));
  return begun.length === 0 ? fitting : Buffer.concat([begun, fitting]);
}

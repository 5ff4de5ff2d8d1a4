/** Rows of text as columns for a terminal. */

export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((most, row) => {
    for (const [n, cell] of row.entries()) most[n] = Math.max(most[n] ?? 0, cell.length);
    return most;
  }, []);
  return rows
    .map((row) =>
      row
        .map((cell, n) => cell.padEnd(widths[n] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

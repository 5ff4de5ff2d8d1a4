/** Tables: the first row is the head. */
import type { Json } from '../../web/shape.ts';
import { Each } from '../text/Marked.tsx';
import { RichText } from './RichText.tsx';
import { isJson, listIn, textIn } from './reading.ts';

export function Table({ block }: { block: Json }) {
  const rows = (Array.isArray(block.rows) ? block.rows : []).map((row) => listIn(isJson(row) ? row.cells : row));
  const settings = Array.isArray(block.column_settings) ? block.column_settings : [];
  const align = settings.map((column) => (isJson(column) ? textIn(column.align) : ''));
  const [head = [], ...body] = rows;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what may be wider than the page is moved with the keys.
    <section className="block table" tabIndex={0} aria-label={textIn(block.caption) || 'Table'}>
      <table>
        <thead>
          <tr>
            <Each of={head}>
              {(cell, at) => (
                <th className={align[at]} scope="col">
                  <Cell of={cell} />
                </th>
              )}
            </Each>
          </tr>
        </thead>
        <tbody>
          <Each of={body}>{(row) => <Row cells={row} align={align} />}</Each>
        </tbody>
      </table>
    </section>
  );
}

function Row({ cells, align }: { cells: readonly Json[]; align: readonly string[] }) {
  return (
    <tr>
      <Each of={cells}>
        {(cell, at) => (
          <td className={align[at]}>
            <Cell of={cell} />
          </td>
        )}
      </Each>
    </tr>
  );
}

function Cell({ of }: { of: Json }) {
  return of.type === 'rich_text' ? <RichText of={of} /> : textIn(of.text);
}

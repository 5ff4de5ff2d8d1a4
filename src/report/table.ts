/** Tables: small ones fit everywhere, others scroll by themselves where the page is too narrow. */
import { type Html, html, type Part } from './html.ts';

const FITS = 3;

/** `label` says what it is to whoever cannot see it. */
export function tableHtml(label: string, head: readonly string[], rows: readonly (readonly Part[])[]): Html {
  const cells = rows.map(([first = null, ...rest]) => {
    const others = rest.map((cell) => html`<td>${cell}</td>`);
    return html`<tr><th scope="row">${first}</th>${others}</tr>`;
  });
  const named = head.map((name) => html`<th scope="col">${name}</th>`);
  const table = html`<table aria-label="${label}"><thead><tr>${named}</tr></thead>
<tbody>${cells}</tbody></table>`;
  return head.length <= FITS
    ? table
    : html`<div class="wide" tabindex="0" role="region" aria-label="${label}">${table}</div>`;
}

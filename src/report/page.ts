/**
 * The frame of a page that stands alone: a folder or an archive is all it needs, so it asks nobody for anything, and could
 * not. https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
import { raw } from 'hono/html';
import { type Html, html } from './html.ts';
import { STYLE } from './style.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export interface Section {
  /** Letters and dashes: the address of the section. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

export interface Page {
  readonly title: string;
  /** What stands above all sections. */
  readonly head: Html;
  readonly sections: readonly Section[];
}

/** In pieces, so that whoever writes it can let others have their turn between them. */
export function* pageHtml({ title, head, sections }: Page): Generator<string, void> {
  const links = sections.map((section) => html`<li><a href="#${section.id}">${section.title}</a></li>`);
  yield String(html`${raw('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer">
<title>${title}</title><style>${raw(STYLE)}</style></head>
<body><header><h1>${title}</h1>${head}</header>
<nav aria-label="Sections"><ul>${links}</ul></nav>
<main>`);
  for (const { id, title, body } of sections) {
    yield String(html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${title}</h2>${body}</section>
`);
  }
  yield '</main></body></html>\n';
}

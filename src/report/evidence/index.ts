/** The pages that a capture gets when it is whole. */
import type { Contents } from './contents.ts';
import { indexMarkdown } from './index-page.ts';
import { reportHtml } from './report.ts';

export const PAGES: readonly { readonly path: string; readonly write: (contents: Contents) => Iterable<string> }[] = [
  { path: 'index.md', write: indexMarkdown },
  { path: 'report.html', write: reportHtml },
];

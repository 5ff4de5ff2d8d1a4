/** The `markdown` block, as far as bots use it: headings, lists, quotes, fences, and Slack's own marks within a line. */
import type { ReactNode } from 'react';
import { Each, Inlines } from '../text/Marked.tsx';
import { linkTo, readInline } from '../text/mrkdwn.ts';

export function Markdown({ source }: { source: string }) {
  return (
    <div className="block markdown">
      <Each of={source.split(/^```\w*$/m)}>
        {(piece, place) =>
          // What stands between two fences is every second piece.
          place % 2 === 1 ? <pre className="fence">{piece.replace(/^\n|\n$/g, '')}</pre> : <Paragraphs text={piece} />
        }
      </Each>
    </div>
  );
}

function Paragraphs({ text }: { text: string }) {
  const paragraphs = text.split(/\n{2,}/).map((paragraph) => paragraph.trim());
  return (
    <Each of={paragraphs.filter((paragraph) => paragraph !== '')}>{(paragraph) => <Paragraph text={paragraph} />}</Each>
  );
}

const BULLET = /^[-*+]\s+/;
const NUMBER = /^\d+\.\s+/;
const QUOTE = /^>\s?/;

function Paragraph({ text }: { text: string }): ReactNode {
  const [, heading] = /^#{1,6}\s+(.*)$/.exec(text) ?? [];
  const lines = text.split('\n');
  const all = (mark: RegExp) => lines.every((line) => mark.test(line));
  if (/^(-{3,}|\*{3,})$/.test(text)) return <hr />;
  if (heading !== undefined) {
    return (
      <h4>
        <Line text={heading} />
      </h4>
    );
  }
  if (all(BULLET)) return <ul>{<Items lines={lines} mark={BULLET} />}</ul>;
  if (all(NUMBER)) return <ol>{<Items lines={lines} mark={NUMBER} />}</ol>;
  const Frame = all(QUOTE) ? 'blockquote' : 'p';
  return (
    <Frame className="words">
      <Line text={lines.map((line) => line.replace(QUOTE, '')).join('\n')} />
    </Frame>
  );
}

function Items({ lines, mark }: { lines: readonly string[]; mark: RegExp }) {
  return (
    <Each of={lines}>
      {(line) => (
        <li>
          <Line text={line.replace(mark, '')} />
        </li>
      )}
    </Each>
  );
}

/** Markdown marks bold with two signs and writes links the other way round. */
function Line({ text }: { text: string }) {
  return <Each of={text.split(/(\[[^\]]+\]\([^)\s]+\))/)}>{(piece) => <Inlines of={readPiece(piece)} />}</Each>;
}

function readPiece(piece: string) {
  const [, label = '', address = ''] = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(piece) ?? [];
  const link = address === '' ? null : linkTo(address, label);
  if (link) return [link];
  const escaped = piece.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return readInline(escaped.replace(/\*\*([^*]+)\*\*/g, '*$1*').replace(/~~([^~]+)~~/g, '~$1~'));
}

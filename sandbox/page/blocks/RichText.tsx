/** Rich text: sections, lists, quotes and preformatted parts, and the leaves they are made of. */
import { Fragment, type ReactNode } from 'react';
import type { Json } from '../../web/shape.ts';
import { DateText, Each, Emoji, Mention, WebLink } from '../text/Marked.tsx';
import { isSafeAddress } from '../text/mrkdwn.ts';
import { isJson, listIn, numberIn, textIn } from './reading.ts';
import { Unknown } from './Unknown.tsx';

export function RichText({ of }: { of: Json }) {
  return (
    <div className="block rich-text">
      <Each of={listIn(of.elements)}>{(part) => <RichPart part={part} />}</Each>
    </div>
  );
}

function RichPart({ part }: { part: Json }) {
  const leaves = () => <Each of={listIn(part.elements)}>{(leaf) => <Leaf leaf={leaf} />}</Each>;
  switch (part.type) {
    case 'rich_text_section':
      return <p className="words">{leaves()}</p>;
    case 'rich_text_quote':
      return <blockquote className="words">{leaves()}</blockquote>;
    case 'rich_text_preformatted':
      return <pre className="fence">{leaves()}</pre>;
    case 'rich_text_list':
      return <RichList part={part} />;
    default:
      return <Unknown what="part" of={part} />;
  }
}

function RichList({ part }: { part: Json }) {
  const items = (
    <Each of={listIn(part.elements)}>
      {(item) => (
        <li>
          <RichPart part={item} />
        </li>
      )}
    </Each>
  );
  const style = { marginInlineStart: `${1.4 * ((numberIn(part.indent) ?? 0) + 1)}em` };
  if (part.style !== 'ordered') return <ul style={style}>{items}</ul>;
  return (
    <ol style={style} start={(numberIn(part.offset) ?? 0) + 1}>
      {items}
    </ol>
  );
}

function Leaf({ leaf }: { leaf: Json }) {
  return styled(<Plain leaf={leaf} />, isJson(leaf.style) ? leaf.style : {});
}

function Plain({ leaf }: { leaf: Json }): ReactNode {
  switch (leaf.type) {
    case 'text':
      return textIn(leaf.text);
    case 'link': {
      const address = textIn(leaf.url);
      const words = textIn(leaf.text) || address;
      return isSafeAddress(address) ? <WebLink url={address}>{words}</WebLink> : words;
    }
    case 'user':
      return <Mention is="user" id={textIn(leaf.user_id)} />;
    case 'usergroup':
      return <Mention is="group" id={textIn(leaf.usergroup_id)} />;
    case 'channel':
      return <Mention is="channel" id={textIn(leaf.channel_id)} />;
    case 'broadcast':
      return <span className="mention mine">@{textIn(leaf.range)}</span>;
    case 'emoji':
      return <Emoji name={textIn(leaf.name)} />;
    case 'date':
      return (
        <DateText
          at={numberIn(leaf.timestamp) ?? Number.NaN}
          format={textIn(leaf.format)}
          fallback={textIn(leaf.fallback)}
        />
      );
    case 'color':
      return <ColorText value={textIn(leaf.value)} />;
    default:
      return <Unknown what="part" of={leaf} />;
  }
}

function ColorText({ value }: { value: string }) {
  return (
    <>
      {value} <span className="swatch" style={{ background: value }} aria-hidden="true" />
    </>
  );
}

function styled(node: ReactNode, { bold, italic, strike, underline, code }: Json): ReactNode {
  let drawn = <Fragment>{node}</Fragment>;
  if (code === true) drawn = <code>{drawn}</code>;
  if (bold === true) drawn = <strong>{drawn}</strong>;
  if (italic === true) drawn = <em>{drawn}</em>;
  if (strike === true) drawn = <s>{drawn}</s>;
  if (underline === true) drawn = <u>{drawn}</u>;
  return drawn;
}

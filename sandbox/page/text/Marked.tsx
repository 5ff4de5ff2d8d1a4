/** Slack's markup as elements of the page. */
import { Fragment, type ReactNode, useMemo } from 'react';
import { useDirectory } from '../shared.ts';
import { formatDate, fullTime } from './dates.ts';
import { emojiOf, withEmoji } from './emoji.ts';
import { type Inline, type Part, readMrkdwn } from './mrkdwn.ts';

export function Mrkdwn({ markup }: { markup: string }) {
  const parts = useMemo(() => readMrkdwn(markup), [markup]);
  return <Each of={parts}>{(part) => <PartView part={part} />}</Each>;
}

/** A `plain_text` or `mrkdwn` object; nothing for anything else. */
export function TextObject({ of }: { of: unknown }) {
  if (typeof of !== 'object' || of === null || !('text' in of) || typeof of.text !== 'string') return null;
  if ('type' in of && of.type === 'mrkdwn') return <Mrkdwn markup={of.text} />;
  return <span className="words">{'emoji' in of && of.emoji === false ? of.text : withEmoji(of.text)}</span>;
}

export interface EachProps<Item> {
  readonly of: readonly Item[];
  readonly children: (item: Item, place: number) => ReactNode;
}

/** For items that have no name of their own, such as the parts of one text: their place is their name. */
export function Each<Item>({ of, children }: EachProps<Item>) {
  // biome-ignore lint/suspicious/noArrayIndexKey: see above.
  return of.map((item, place) => <Fragment key={place}>{children(item, place)}</Fragment>);
}

function PartView({ part }: { part: Part }) {
  if (part.is === 'fence') return <pre className="fence">{part.text}</pre>;
  const inner = <Inlines of={part.of} />;
  return part.is === 'quote' ? (
    <blockquote className="words">{inner}</blockquote>
  ) : (
    <span className="words">{inner}</span>
  );
}

export function Inlines({ of }: { of: readonly Inline[] }) {
  return <Each of={of}>{(inline) => <InlineView inline={inline} />}</Each>;
}

function InlineView({ inline }: { inline: Inline }): ReactNode {
  switch (inline.is) {
    case 'text':
      return inline.text;
    case 'code':
      return <code>{inline.text}</code>;
    case 'bold':
      return <strong>{<Inlines of={inline.of} />}</strong>;
    case 'italic':
      return <em>{<Inlines of={inline.of} />}</em>;
    case 'strike':
      return <s>{<Inlines of={inline.of} />}</s>;
    case 'user':
    case 'group':
    case 'channel':
      return <Mention is={inline.is} id={inline.id} />;
    case 'broadcast':
      return <span className="mention mine">@{inline.range}</span>;
    case 'link':
      return <WebLink url={inline.url}>{inline.label}</WebLink>;
    case 'date':
      return <DateText at={inline.at} format={inline.format} fallback={inline.fallback} />;
    case 'emoji':
      return <Emoji name={inline.name} />;
  }
}

export function Mention({ is, id }: { is: 'user' | 'group' | 'channel'; id: string }) {
  const { people, groups, channels, me } = useDirectory();
  if (is === 'channel') return <span className="mention">#{channels.get(id) ?? 'private channel'}</span>;
  if (is === 'user') {
    const name = people.get(id)?.name ?? id;
    return <span className={id === me ? 'mention mine' : 'mention'}>@{name}</span>;
  }
  const group = groups.get(id.split('|')[0] ?? id);
  const isMine = group?.members.includes(me) === true;
  return <span className={isMine ? 'mention mine' : 'mention'}>@{group?.handle ?? id}</span>;
}

export function WebLink({ url, children }: { url: string; children: ReactNode }) {
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

/** In the viewer's own zone, with all of it on a closer look. */
export function DateText({ at, format, fallback }: { at: number; format: string; fallback: string }) {
  const date = new Date(at * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  return (
    <time dateTime={date.toISOString()} title={fullTime(date)}>
      {formatDate(at, format, new Date())}
    </time>
  );
}

export function Emoji({ name }: { name: string }) {
  const sign = emojiOf(name);
  if (sign === undefined) return `:${name}:`;
  return (
    <span className="emoji" role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {sign}
    </span>
  );
}

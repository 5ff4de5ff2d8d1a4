/** Block Kit: every block by its type, and a clear box for those that are not known. */
import type { ReactNode } from 'react';
import type { Json } from '../../web/shape.ts';
import { LiveElement } from '../elements/LiveElement.tsx';
import { Mrkdwn, TextObject } from '../text/Marked.tsx';
import { InputBlock } from './InputBlock.tsx';
import { LongText } from './LongText.tsx';
import { Markdown } from './Markdown.tsx';
import { ContextBlock, ImageBlock, VideoBlock } from './Media.tsx';
import { RichText } from './RichText.tsx';
import { isJson, listIn, textIn } from './reading.ts';
import { Table } from './Table.tsx';
import { Unknown } from './Unknown.tsx';

export function Blocks({ blocks }: { blocks: readonly Json[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, place) => (
        <BlockView key={String(block.block_id ?? place)} block={block} />
      ))}
    </div>
  );
}

const VIEWS: Readonly<Record<string, (props: { block: Json }) => ReactNode>> = {
  section: Section,
  header: Header,
  context: ContextBlock,
  actions: Actions,
  context_actions: Actions,
  divider: () => <hr />,
  image: ImageBlock,
  video: VideoBlock,
  input: InputBlock,
  rich_text: ({ block }) => <RichText of={block} />,
  markdown: ({ block }) => <Markdown source={textIn(block.text)} />,
  table: ({ block }) => <Table block={block} />,
  data_table: ({ block }) => <Table block={block} />,
  alert: ({ block }) => (
    <div className="block alert" role="note">
      <TextObject of={block.text} />
    </div>
  ),
};

export function BlockView({ block }: { block: Json }) {
  const type = textIn(block.type);
  const View = Object.hasOwn(VIEWS, type) ? VIEWS[type] : undefined;
  return View ? <View block={block} /> : <Unknown what="block" of={block} />;
}

function Section({ block }: { block: Json }) {
  const fields = listIn(block.fields);
  return (
    <div className="block section">
      <div className="section-words">
        <LongText block={block} />
        {fields.length > 0 && (
          <div className="fields">
            {fields.map((field) => (
              <div key={JSON.stringify(field)}>
                <TextObject of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {isJson(block.accessory) && (
        <div className="accessory">
          <LiveElement block={block} element={block.accessory} />
        </div>
      )}
    </div>
  );
}

function Header({ block }: { block: Json }) {
  return (
    <h3 className="block header">
      <TextObject of={block.text} />
    </h3>
  );
}

function Actions({ block }: { block: Json }) {
  return (
    <div className="block actions">
      {listIn(block.elements).map((element) => (
        <LiveElement key={String(element.action_id)} block={block} element={element} />
      ))}
    </div>
  );
}

/** What a message says without blocks. */
export function TextOnly({ text }: { text: string }) {
  return (
    <div className="block">
      <Mrkdwn markup={text} />
    </div>
  );
}

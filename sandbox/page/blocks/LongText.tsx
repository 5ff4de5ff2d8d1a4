/** Text that Slack folds: long sections end in “See more” unless they say `expand`. */
import { useId, useState } from 'react';
import type { Json } from '../../web/shape.ts';
import { TextObject } from '../text/Marked.tsx';
import { wordsIn } from './reading.ts';

/** Slack says that it may fold, not where: seen with texts of about this length. */
const FOLDED_CHARS = 700;

export function LongText({ block }: { block: Json }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  if (block.expand === true || wordsIn(block.text).length <= FOLDED_CHARS) return <TextObject of={block.text} />;
  return (
    <>
      <div id={id} className={isOpen ? undefined : 'folded'}>
        <TextObject of={block.text} />
      </div>
      <button type="button" className="link" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'See less' : 'See more'}
      </button>
    </>
  );
}

/** Pictures, and the small print that may have some. */
import { useState } from 'react';
import type { Json } from '../../web/shape.ts';
import { useDirectory } from '../shared.ts';
import { Each, TextObject, WebLink } from '../text/Marked.tsx';
import { isSafeAddress } from '../text/mrkdwn.ts';
import { isJson, listIn, textIn, wordsIn } from './reading.ts';

export function ImageBlock({ block }: { block: Json }) {
  return (
    <figure className="block image">
      {wordsIn(block.title) !== '' && (
        <figcaption>
          <TextObject of={block.title} />
        </figcaption>
      )}
      <Picture of={block} />
    </figure>
  );
}

export function ContextBlock({ block }: { block: Json }) {
  return (
    <div className="block context">
      <Each of={listIn(block.elements)}>
        {(element) => (
          <span className="context-part">
            {element.type === 'image' ? <Picture of={element} /> : <TextObject of={element} />}
          </span>
        )}
      </Each>
    </div>
  );
}

/** Videos come from elsewhere: their address is shown, nothing is loaded. */
export function VideoBlock({ block }: { block: Json }) {
  const address = textIn(block.title_url) || textIn(block.video_url);
  return (
    <div className="block video">
      ▶ {isSafeAddress(address) ? <WebLink url={address}>{wordsIn(block.title)}</WebLink> : wordsIn(block.title)}
      <p className="quiet">{textIn(block.alt_text)}</p>
    </div>
  );
}

/** What cannot be loaded, or has an address of another kind than the web's, shows only what the picture is of. */
export function Picture({ of }: { of: Json }) {
  const { me } = useDirectory();
  const [failed, setFailed] = useState('');
  const { slack_file } = of;
  const file = isJson(slack_file) ? textIn(slack_file.id) : '';
  const address = file === '' ? textIn(of.image_url) : `/api/people/${me}/files/${file}/picture`;
  const words = textIn(of.alt_text);
  if (failed === address || (file === '' && !/^https?:\/\//.test(address)))
    return <span className="no-picture">{words}</span>;
  return (
    <img src={address} alt={words} loading="lazy" referrerPolicy="no-referrer" onError={() => setFailed(address)} />
  );
}

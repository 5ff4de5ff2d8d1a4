/** The menu of three dots. */
import { listIn, textIn } from '../blocks/reading.ts';
import { Menu } from '../layout/Menu.tsx';
import { TextObject } from '../text/Marked.tsx';
import { isSafeAddress } from '../text/mrkdwn.ts';
import type { ElementProps } from './Element.tsx';

export function Overflow({ element, isBusy, onChoose }: ElementProps) {
  const items = listIn(element.options).map((option) => ({
    key: textIn(option.value),
    words: <TextObject of={option.text} />,
    choose: () => {
      const address = textIn(option.url);
      if (isSafeAddress(address)) window.open(address, '_blank', 'noreferrer');
      onChoose(textIn(option.value));
    },
  }));
  return <Menu label="More actions" face="⋯" items={items} isDisabled={isBusy} />;
}

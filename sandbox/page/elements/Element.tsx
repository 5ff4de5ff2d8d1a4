/** Interactive elements by their type. What using one does is up to where it stands. */
import type { ReactNode } from 'react';
import type { Chosen, Json, Outcome } from '../../web/shape.ts';
import { Picture } from '../blocks/Media.tsx';
import { textIn, wordsIn } from '../blocks/reading.ts';
import { Unknown } from '../blocks/Unknown.tsx';
import { TextObject } from '../text/Marked.tsx';
import { Choices } from './Choices.tsx';
import { DateTimeInput, NumberInput, TextInput } from './Inputs.tsx';
import { Overflow } from './Overflow.tsx';
import { Select } from './Select.tsx';

export interface ElementProps {
  readonly element: Json;
  readonly id: string;
  readonly labelledBy: string | undefined;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isBusy: boolean;
  readonly value: Chosen | undefined;
  readonly onChoose: (chosen: Chosen) => void;
  /** Of text: the field was left, or Enter was pressed. */
  readonly onSettle: (isEnter: boolean) => void;
  readonly onPress: () => void;
  readonly suggest: (typed: string) => Promise<Outcome>;
}

const VIEWS: Readonly<Record<string, (props: ElementProps) => ReactNode>> = {
  button: Button,
  overflow: Overflow,
  image: ({ element }) => <Picture of={element} />,
  checkboxes: Choices,
  radio_buttons: Choices,
  plain_text_input: TextInput,
  email_text_input: TextInput,
  url_text_input: TextInput,
  number_input: NumberInput,
  datepicker: DateTimeInput,
  timepicker: DateTimeInput,
  datetimepicker: DateTimeInput,
  ...Object.fromEntries(
    ['static', 'external', 'users', 'conversations', 'channels'].flatMap((source) => [
      [`${source}_select`, Select],
      [`multi_${source}_select`, Select],
    ]),
  ),
};

export function Element(props: ElementProps) {
  const type = textIn(props.element.type);
  const View = Object.hasOwn(VIEWS, type) ? VIEWS[type] : undefined;
  return View ? <View {...props} /> : <Unknown what="element" of={props.element} />;
}

function Button({ element, isBusy, onPress }: ElementProps) {
  const style = textIn(element.style) || 'plain';
  const label = textIn(element.accessibility_label);
  return (
    <button
      type="button"
      className={`button ${style}`}
      // Not `disabled`, which would take the focus away.
      aria-disabled={isBusy}
      aria-busy={isBusy}
      aria-label={label || undefined}
      onClick={() => isBusy || onPress()}
      title={textIn(element.url) || undefined}
    >
      <TextObject of={element.text} />
      {wordsIn(element.text) !== '' && textIn(element.url) !== '' && <span aria-hidden="true"> ↗</span>}
    </button>
  );
}

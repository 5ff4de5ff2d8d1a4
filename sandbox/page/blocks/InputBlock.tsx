/** A field of a form: its label, what is entered, what is wrong with it. */
import { useId } from 'react';
import type { Json } from '../../web/shape.ts';
import { Element } from '../elements/Element.tsx';
import { TextObject } from '../text/Marked.tsx';
import { isJson, textIn, wordsIn } from './reading.ts';
import { placeOf, useSurface } from './surface.ts';
import { Unknown } from './Unknown.tsx';

/** Groups of boxes are labelled as groups, everything else as one field. */
const GROUPS = ['checkboxes', 'radio_buttons'];

export function InputBlock({ block }: { block: Json }) {
  const id = useId();
  const surface = useSurface();
  const { element } = block;
  if (!isJson(element)) return <Unknown what="block" of={block} />;
  const control = placeOf(block, element);
  const fields = surface?.fields ?? null;
  const error = fields?.errors[control.blockId];
  const isGroup = GROUPS.includes(textIn(element.type));
  const Frame = isGroup ? 'fieldset' : 'div';
  const Label = isGroup ? 'legend' : 'label';
  return (
    <Frame className="block input" data-field={control.blockId}>
      <Label id={`${id}-label`} {...(isGroup ? {} : { htmlFor: id })}>
        {wordsIn(block.label)}
        {block.optional === true && <span className="quiet"> (optional)</span>}
      </Label>
      <Element
        element={element}
        id={id}
        labelledBy={`${id}-label`}
        describedBy={`${id}-hint`}
        isInvalid={error !== undefined}
        isBusy={false}
        value={fields?.chosen(control, element)}
        onChoose={(chosen) => fields?.enter({ block, control }, chosen)}
        onSettle={(isEnter) => fields?.settle(block, isEnter)}
        onPress={() => {}}
        suggest={(typed) => surface?.suggest(control, typed) ?? Promise.resolve({ failure: null })}
      />
      <p
        id={`${id}-hint`}
        className={error === undefined ? 'hint' : 'hint error'}
        role={error === undefined ? undefined : 'alert'}
      >
        {error ?? <TextObject of={block.hint} />}
      </p>
    </Frame>
  );
}

/** Checkboxes and radio buttons. */
import { allOf, isMulti, listIn, textIn } from '../blocks/reading.ts';
import { TextObject } from '../text/Marked.tsx';
import type { ElementProps } from './Element.tsx';

export function Choices({ element, id, value, isBusy, onChoose }: ElementProps) {
  const chosen = allOf(value);
  const several = isMulti(element);
  const toggled = (option: string) => {
    if (!several) return option;
    return chosen.includes(option) ? chosen.filter((one) => one !== option) : [...chosen, option];
  };
  return (
    <div className="choices">
      {listIn(element.options).map((option) => {
        const own = textIn(option.value);
        return (
          <label key={own} className="choice">
            <input
              type={several ? 'checkbox' : 'radio'}
              name={id}
              checked={chosen.includes(own)}
              disabled={isBusy}
              onChange={() => onChoose(toggled(own))}
            />
            <span>
              <TextObject of={option.text} />
              {option.description !== undefined && (
                <span className="hint">
                  <TextObject of={option.description} />
                </span>
              )}
            </span>
          </label>
        );
      })}
    </div>
  );
}

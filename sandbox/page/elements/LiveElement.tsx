/** An element that the bot hears of at once: asks for confirmation, waits for the acknowledgement, says what failed. */
import { useId, useState } from 'react';
import type { Chosen, Json } from '../../web/shape.ts';
import { initialOf, isJson, isMulti, textIn } from '../blocks/reading.ts';
import { placeOf, useSurface } from '../blocks/surface.ts';
import { isSafeAddress } from '../text/mrkdwn.ts';
import { Element } from './Element.tsx';
import { failureWords } from './failures.ts';
import { useAsk } from './Questions.tsx';

export function LiveElement({ block, element }: { block: Json; element: Json }) {
  const id = useId();
  const surface = useSurface();
  const ask = useAsk();
  const control = placeOf(block, element);
  const [chosen, setChosen] = useState<Chosen | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const fields = surface?.fields ?? null;
  const value = fields?.chosen(control, element) ?? chosen ?? initialOf(element) ?? (isMulti(element) ? [] : undefined);
  /** A form keeps what is chosen in it, also below another one. */
  const enter = (next: Chosen | undefined) => {
    if (fields === null) setChosen(next);
    else fields.enter({ block, control }, next ?? '');
  };
  /** `undefined` is a press. */
  const use = async (next: Chosen | undefined) => {
    const address = textIn(element.url);
    if (isSafeAddress(address)) window.open(address, '_blank', 'noreferrer');
    const before = value;
    if (next !== undefined && element.type !== 'overflow') enter(next);
    if (isJson(element.confirm) && !(await ask(element.confirm))) {
      if (next !== undefined) enter(before);
      return;
    }
    setFailure(null);
    setBusy(true);
    const outcome = await surface?.use(control, next);
    setBusy(false);
    setFailure(outcome?.failure ?? null);
  };
  return (
    <span className="live-element" data-action={control.actionId}>
      <Element
        element={element}
        id={id}
        labelledBy={undefined}
        describedBy={failure === null ? undefined : `${id}-failure`}
        isInvalid={failure !== null}
        isBusy={isBusy || surface === null}
        value={value}
        onChoose={(next) => void use(next)}
        onSettle={() => {}}
        onPress={() => void use(undefined)}
        suggest={(typed) => surface?.suggest(control, typed) ?? Promise.resolve({ failure: null })}
      />
      {failure !== null && (
        <span id={`${id}-failure`} className="failure" role="alert">
          {failureWords(failure)}
        </span>
      )}
    </span>
  );
}

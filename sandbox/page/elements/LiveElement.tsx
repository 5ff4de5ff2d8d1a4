/** An element that the bot hears of at once: asks for confirmation, waits for the acknowledgement, says what failed. */
import { useId, useState } from 'react';
import type { Chosen, Json } from '../../web/shape.ts';
import { initialOf, isJson, isMulti, textIn, wordsIn } from '../blocks/reading.ts';
import { placeOf, useSurface } from '../blocks/surface.ts';
import { isSafeAddress } from '../text/mrkdwn.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { Element } from './Element.tsx';
import { failureWords } from './failures.ts';

/** `undefined` is a press. */
type Intent = { readonly chosen: Chosen | undefined };

export function LiveElement({ block, element }: { block: Json; element: Json }) {
  const id = useId();
  const surface = useSurface();
  const control = placeOf(block, element);
  const [chosen, setChosen] = useState<Chosen | undefined>(undefined);
  const [asked, setAsked] = useState<Intent | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { confirm } = element;

  const carryOut = async (intent: Intent) => {
    setAsked(null);
    setFailure(null);
    setBusy(true);
    const outcome = await surface?.use(control, intent.chosen);
    setBusy(false);
    setFailure(outcome?.failure ?? null);
  };
  const intend = (next: Intent) => {
    const address = textIn(element.url);
    if (isSafeAddress(address)) window.open(address, '_blank', 'noreferrer');
    if (next.chosen !== undefined && element.type !== 'overflow') setChosen(next.chosen);
    if (isJson(confirm)) setAsked(next);
    else void carryOut(next);
  };
  return (
    <span className="live-element">
      <Element
        element={element}
        id={id}
        labelledBy={undefined}
        describedBy={failure === null ? undefined : `${id}-failure`}
        isInvalid={failure !== null}
        isBusy={isBusy || surface === null}
        value={chosen ?? initialOf(element) ?? (isMulti(element) ? [] : undefined)}
        onChoose={(next) => intend({ chosen: next })}
        onSettle={() => {}}
        onPress={() => intend({ chosen: undefined })}
        suggest={(typed) => surface?.suggest(control, typed) ?? Promise.resolve({ failure: null })}
      />
      {failure !== null && (
        <span id={`${id}-failure`} className="failure" role="alert">
          {failureWords(failure)}
        </span>
      )}
      {asked !== null && isJson(confirm) && (
        <ConfirmDialog
          of={confirm}
          what={wordsIn(element.text)}
          onConfirm={() => void carryOut(asked)}
          onDeny={() => {
            setAsked(null);
            setChosen(undefined);
          }}
        />
      )}
    </span>
  );
}

/** The form on top of the screen. What was entered stays when the bot draws it anew. */
import { type SubmitEvent, useRef, useState } from 'react';
import type { ViewShape } from '../../web/shape.ts';
import { Blocks } from '../blocks/Blocks.tsx';
import { listIn, wordsIn } from '../blocks/reading.ts';
import { SurfaceContext } from '../blocks/surface.ts';
import { failureWords } from '../elements/failures.ts';
import { Dialog } from '../layout/Dialog.tsx';
import { useAct } from '../shared.ts';
import { TextObject } from '../text/Marked.tsx';
import { type Entries, entered, missing } from './entries.ts';
import { useFormSurface } from './surface.ts';

export interface FormProps {
  readonly view: ViewShape;
  readonly isStacked: boolean;
  readonly entries: Entries;
  readonly onEntries: (change: (before: Entries) => Entries) => void;
}

export function FormDialog({ view, isStacked, entries, onEntries }: FormProps) {
  const act = useAct();
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const surface = useFormSurface({ view, entries, onEntries, errors, onFailure: setFailure });
  const close = () => void act({ do: 'close' });

  const show = (found: Readonly<Record<string, string>>) => {
    setErrors(found);
    const [first] = view.blocks.filter(({ block_id }) => Object.hasOwn(found, String(block_id)));
    const field = form.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(String(first?.block_id))}"]`);
    field?.querySelector<HTMLElement>('input, textarea')?.focus();
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setFailure(null);
    const wrong = missing(view, entries);
    show(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    const outcome = await act({ do: 'submit', fields: entered(view, entries) });
    setBusy(false);
    setFailure(outcome.failure);
    show(outcome.errors ?? {});
  };
  const hasSubmit = wordsIn(view.submit) !== '' || listIn(view.blocks).some(({ type }) => type === 'input');
  return (
    <Dialog className="form" title={<TextObject of={view.title} />} onClose={close}>
      <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <div className="dialog-body">
          <SurfaceContext value={surface}>
            <Blocks blocks={view.blocks} />
          </SurfaceContext>
        </div>
        {failure !== null && (
          <p className="failure" role="alert">
            {failureWords(failure)}
          </p>
        )}
        <footer className="dialog-foot">
          <button type="button" className="button plain" onClick={close}>
            {wordsIn(view.close) || (isStacked ? 'Back' : 'Close')}
          </button>
          {hasSubmit && (
            <button type="submit" className="button primary" disabled={isBusy} aria-busy={isBusy}>
              {wordsIn(view.submit) || 'Submit'}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

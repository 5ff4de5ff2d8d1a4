/** The question before a press goes out. */

import type { Json } from '../../web/shape.ts';
import { textIn } from '../blocks/reading.ts';
import { Dialog } from '../layout/Dialog.tsx';
import { TextObject } from '../text/Marked.tsx';

export interface ConfirmProps {
  readonly of: Json;
  readonly onConfirm: () => void;
  readonly onDeny: () => void;
}

export function ConfirmDialog({ of, onConfirm, onDeny }: ConfirmProps) {
  return (
    <Dialog
      className="confirm"
      role="alertdialog"
      title={<TextObject of={of.title ?? { text: 'Are you sure?' }} />}
      onClose={onDeny}
    >
      <div className="dialog-body">
        <TextObject of={of.text} />
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button plain" onClick={onDeny}>
          <TextObject of={of.deny ?? { text: 'Cancel' }} />
        </button>
        <button type="button" className={`button ${textIn(of.style) || 'primary'}`} onClick={onConfirm}>
          <TextObject of={of.confirm ?? { text: 'Yes' }} />
        </button>
      </footer>
    </Dialog>
  );
}

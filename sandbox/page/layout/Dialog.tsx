/** A window above the page: the browser keeps the focus inside, and Escape closes it. */
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

const FIRST = '.dialog-body :is(input, textarea):not(:disabled), .dialog-foot button';

export interface DialogProps {
  readonly className: string;
  readonly role?: 'alertdialog';
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ className, role, title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed while it is still in the page: only then the browser gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Not to the cross at the top: to what is asked, or else to the answer that does the least.
    shown?.querySelector<HTMLElement>(FIRST)?.focus();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      role={role}
      aria-labelledby={id}
      onCancel={(event) => {
        // What is open is the server's to say.
        event.preventDefault();
        onClose();
      }}
      // A press inside must not count as one on what lies below: dialogs stand inside of messages.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="icon" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}

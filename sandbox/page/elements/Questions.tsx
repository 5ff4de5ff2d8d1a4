/**
 * Questions before a press goes out. They stand apart from the messages: one that changes meanwhile, or loses its button,
 * does not take the question away, as at Slack.
 */
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import type { Json } from '../../web/shape.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';

/** Resolves with whether the person said yes. */
type Ask = (question: Json) => Promise<boolean>;

interface Asked {
  readonly question: Json;
  readonly answer: (isYes: boolean) => void;
}

const AskContext = createContext<Ask>(() => Promise.resolve(false));

export function useAsk(): Ask {
  return useContext(AskContext);
}

export function Questions({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = useCallback<Ask>((question) => new Promise((answer) => setAsked({ question, answer })), []);
  const settle = (isYes: boolean) => {
    asked?.answer(isYes);
    setAsked(null);
  };
  return (
    <AskContext value={ask}>
      {children}
      {asked !== null && (
        <ConfirmDialog of={asked.question} onConfirm={() => settle(true)} onDeny={() => settle(false)} />
      )}
    </AskContext>
  );
}

/** The guided tour beside the conversation: one step at a time, on by what really happens. */
import { useEffect, useMemo } from 'react';
import { useShared } from '../shared.ts';
import { EndingButtons, EndingWords, type Ways } from './Ending.tsx';
import { Panel } from './Panel.tsx';
import { onward } from './progress.ts';
import { StepButtons, StepWords } from './StepParts.tsx';
import { seenIn } from './seen.ts';
import { STEPS } from './steps.ts';
import { changeProgress, useProgress } from './store.ts';
import { WelcomeButtons, WelcomeWords } from './Welcome.tsx';

export function Tour(ways: Ways) {
  const { whole, messages } = useShared().world;
  const { at, since, isReading, isOpen } = useProgress();
  const seen = useMemo(() => seenIn({ whole, messages }), [whole, messages]);
  const step = STEPS[at];
  const guide = useMemo(() => step?.guide(seen, since), [step, seen, since]);
  const isDone = guide?.isDone === true && !isReading;
  useEffect(() => {
    if (isDone && isOpen) changeProgress((before) => onward(before, at));
  }, [isDone, isOpen, at]);
  if (!isOpen) return null;
  if (step && guide)
    return (
      <Panel title={step.title} at={at} buttons={<StepButtons guide={guide} at={at} />}>
        <StepWords step={step} guide={guide} />
      </Panel>
    );
  if (at < 0)
    return (
      <Panel title="New here?" buttons={<WelcomeButtons />}>
        <WelcomeWords />
      </Panel>
    );
  return (
    <Panel title="That was the tour" buttons={<EndingButtons />}>
      <EndingWords {...ways} />
    </Panel>
  );
}

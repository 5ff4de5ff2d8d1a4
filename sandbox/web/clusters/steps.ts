/** The steps of a canary in words, and how far it is. Pure. */
import type { Rollout } from '../../cluster/rollouts/kinds.ts';
import type { CanaryStep } from '../../cluster/rollouts/strategies.ts';
import type { StepOutlook } from './shape.ts';

export function stepsOf({ spec, status = {} }: Rollout): readonly StepOutlook[] {
  const steps = spec.strategy?.canary?.steps ?? [];
  // After an abort none of them is taken.
  const at = status.abort === true ? -1 : (status.currentStepIndex ?? steps.length);
  return steps.map((step, index) => ({
    words: wordsOf(step),
    state: index < at ? 'done' : index === at ? 'now' : 'ahead',
  }));
}

function wordsOf(step: CanaryStep): string {
  const { setWeight, pause, analysis, setCanaryScale } = step;
  if (setWeight !== undefined) return `${setWeight} %`;
  if (pause !== undefined)
    return pause.duration === undefined ? 'until promoted' : `wait ${durationOf(pause.duration)}`;
  if (analysis !== undefined) return 'analysis';
  if (setCanaryScale !== undefined) return `scale ${Object.values(setCanaryScale).join(' ')}`;
  return Object.keys(step).join(', ');
}

function durationOf(duration: number | string): string {
  return typeof duration === 'number' ? `${duration}s` : duration;
}

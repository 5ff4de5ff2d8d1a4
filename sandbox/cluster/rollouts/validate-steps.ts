/** What makes the steps of a canary invalid, in Argo's words. Pure. */
import { milliseconds } from './durations.ts';
import type { Canary, CanaryStep } from './strategies.ts';

const KINDS = [
  'experiment',
  'pause',
  'setWeight',
  'analysis',
  'setCanaryScale',
  'setHeaderRoute',
  'setMirrorRoute',
  'plugin',
] as const;
const NO_KIND = 'Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause';

export function invalidSteps({ steps = [], trafficRouting }: Canary): string | null {
  const full = trafficRouting?.maxTrafficWeight ?? 100;
  for (const [index, step] of steps.entries()) {
    const problem = invalidStep(step, { path: `spec.strategy.steps[${index}]`, full });
    if (problem !== null) return problem;
    if (step.setCanaryScale !== undefined && trafficRouting === undefined) {
      return 'spec.strategy.trafficRouting: Required value: SetCanaryScale requires TrafficRouting to be set';
    }
  }
  return null;
}

function invalidStep(step: CanaryStep, { path, full }: { path: string; full: number }): string | null {
  const { setWeight, pause } = step;
  const value = (field: string, given: unknown, why: string) =>
    `${path}${field}: Invalid value: ${JSON.stringify(given)}: ${why}`;
  if (KINDS.every((kind) => step[kind] === undefined)) {
    return value('', KINDS.map((kind) => `step.${kind[0]?.toUpperCase()}${kind.slice(1)}: true`).join(' '), NO_KIND);
  }
  if (setWeight !== undefined && (setWeight < 0 || setWeight > full)) {
    return value('.setWeight', setWeight, `SetWeight needs to be between 0 and ${full}`);
  }
  const isReadable = pause?.duration === undefined || (milliseconds(pause.duration) ?? -1) >= 0;
  return isReadable ? null : value('.pause.duration', -1, 'Duration needs to be greater than 0');
}

/** The phase that a Rollout shows, and why (`CalculateRolloutPhase`): the first that fits. Pure. */
import { isCompleted } from './analysis/kinds.ts';
import type { Rollout, RolloutStatus } from './kinds.ts';
import { isFullyPromoted } from './steps.ts';

export interface Phase {
  readonly phase: 'Healthy' | 'Progressing' | 'Paused' | 'Degraded';
  readonly message: string;
}

const progressing = (message: string): Phase => ({ phase: 'Progressing', message });
const paused = (message: string): Phase => ({ phase: 'Paused', message });

export function phaseOf(rollout: Rollout, status: RolloutStatus): Phase {
  const { spec } = rollout;
  const replicas = spec.replicas ?? 1;
  const { updatedReplicas = 0, availableReplicas = 0 } = status;
  const degraded = degradation(status);
  if (degraded !== null) return degraded;
  if (spec.paused === true) return paused('manually paused');
  const [pause] = status.pauseConditions ?? [];
  if (pause !== undefined) return paused(pause.reason);
  if (spec.restartAt !== undefined && spec.restartAt !== status.restartedAt)
    return progressing('rollout is restarting');
  if (updatedReplicas < replicas) return progressing('more replicas need to be updated');
  if (availableReplicas < updatedReplicas) return progressing('updated replicas are still becoming available');
  return byStrategy({ ...rollout, status }, status) ?? { phase: 'Healthy', message: '' };
}

function degradation({ conditions = [] }: RolloutStatus): Phase | null {
  for (const { type, reason, message } of conditions) {
    if (type === 'InvalidSpec') return { phase: 'Degraded', message: `InvalidSpec: ${message}` };
    if (reason === 'RolloutAborted' || reason === 'ProgressDeadlineExceeded') {
      return { phase: 'Degraded', message: `${reason}: ${message}` };
    }
  }
  return null;
}

function byStrategy(rollout: Rollout, { stableRS = '', ...status }: RolloutStatus): Phase | null {
  const { canary, blueGreen } = rollout.spec.strategy ?? {};
  const isPromoted = stableRS !== '' && isFullyPromoted(rollout);
  if (blueGreen !== undefined) {
    const { activeSelector = '', postPromotionAnalysisRunStatus: run } = status.blueGreen;
    if (activeSelector === '' || activeSelector !== status.currentPodHash) {
      return progressing('active service cutover pending');
    }
    if (isPromoted) return null;
    const isAnalysing = blueGreen.postPromotionAnalysis !== undefined && !isCompleted(run?.status);
    return progressing(
      isAnalysing ? 'waiting for analysis to complete' : 'waiting for post-promotion verification to complete',
    );
  }
  if (canary === undefined) return null;
  // Elsewhere the old ones may stay for a while: nobody is sent to them.
  if (canary.trafficRouting === undefined && (status.replicas ?? 0) > (status.updatedReplicas ?? 0)) {
    return progressing('old replicas are pending termination');
  }
  return isPromoted ? null : progressing('waiting for all steps to complete');
}

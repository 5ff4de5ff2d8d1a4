/** What makes a Rollout invalid, in Argo's words: the first thing that is wrong (`pkg/apis/rollouts/validation`). Pure. */
import type { Ingress, Service } from '../controllers/kinds.ts';
import { selectorOf } from '../store/labels.ts';
import { virtualServices } from './istio.ts';
import type { Rollout } from './kinds.ts';
import { DEFAULTS, HASH, MANAGED_BY } from './names.ts';
import { stableIngresses } from './nginx.ts';
import type { BlueGreen, Canary, RolloutAnalysis } from './strategies.ts';
import { type Find, resolve, specOf, TemplateProblem, valuesOf } from './templates.ts';
import { invalidSteps } from './validate-steps.ts';

/** `spec.x: Invalid value: "y": why`; null when all is well. */
export function problemOf(rollout: Rollout, find: Find): string | null {
  const { spec } = rollout;
  const { canary, blueGreen } = spec.strategy ?? {};
  const problems = [
    () => baseProblem(rollout),
    () => strategyProblem(canary, blueGreen),
    () => (blueGreen === undefined ? null : blueGreenProblem(blueGreen, spec.revisionHistoryLimit)),
    () => (canary === undefined ? null : canaryProblem(canary)),
    () => servicesProblem(rollout, find),
    () => analysesProblem(rollout, find),
    () => (canary === undefined ? null : routerProblem(canary, find)),
  ];
  for (const problem of problems) {
    const found = problem();
    if (found !== null) return found;
  }
  return null;
}

export function invalid(path: string, value: unknown, why: string): string {
  return `${path}: Invalid value: ${JSON.stringify(value)}: ${why}`;
}

function baseProblem({ spec }: Rollout): string | null {
  const { selector, template, progressDeadlineSeconds = DEFAULTS.progressDeadline, minReadySeconds = 0 } = spec;
  if (selector === undefined) {
    return "spec.selector: Required value: Rollout has missing field '.spec.selector'";
  }
  const labels = template?.metadata?.labels ?? {};
  if (!selectorOf(selector)(labels)) {
    return invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`');
  }
  if ((template?.spec.containers ?? []).length === 0) return 'spec.template.spec.containers: Required value';
  if (progressDeadlineSeconds > minReadySeconds) return null;
  return invalid('spec.progressDeadlineSeconds', progressDeadlineSeconds, 'must be greater than minReadySeconds');
}

function strategyProblem(canary: Canary | undefined, blueGreen: BlueGreen | undefined): string | null {
  if (canary === undefined && blueGreen === undefined) {
    const fields = '.spec.strategy.canary or .spec.strategy.blueGreen';
    return `spec.strategy.strategy: Required value: Rollout has missing field '${fields}'`;
  }
  if (canary === undefined || blueGreen === undefined) return null;
  return invalid('spec.strategy.strategy', 'blueGreen: true canary: true', 'Multiple Strategies can not be listed');
}

const TWO_SERVICES = 'but two different services are required.';

function blueGreenProblem({ activeService, previewService, scaleDownDelayRevisionLimit }: BlueGreen, limit?: number) {
  if (activeService === previewService) {
    const why = `This rollout uses the same service for the active and preview services, ${TWO_SERVICES}`;
    return invalid('spec.strategy.activeService', activeService, why);
  }
  if ((scaleDownDelayRevisionLimit ?? 0) <= (limit ?? DEFAULTS.revisionHistoryLimit)) return null;
  const why = 'This rollout has a scaleDownDelayRevisionLimit that is larger than the revisionHistoryLimit';
  return invalid('spec.strategy.scaleDownDelayRevisionLimit', scaleDownDelayRevisionLimit, why);
}

function canaryProblem(canary: Canary): string | null {
  const { stableService = '', canaryService = '', trafficRouting, dynamicStableScale, scaleDownDelaySeconds } = canary;
  if (canaryService !== '' && canaryService === stableService) {
    const why = `This rollout uses the same service for the stable and canary services, ${TWO_SERVICES}`;
    return invalid('spec.strategy.stableService', stableService, why);
  }
  const isByServices = trafficRouting?.nginx !== undefined || needsServices(trafficRouting);
  const why = 'Canary service and Stable service must to be set to use Traffic Routing';
  if (isByServices && stableService === '') return invalid('spec.strategy.stableService', '', why);
  if (isByServices && canaryService === '') return invalid('spec.strategy.canaryService', '', why);
  if (trafficRouting === undefined && scaleDownDelaySeconds !== undefined) {
    const only = 'Canary scaleDownDelaySeconds can only be used with traffic routing';
    return invalid('spec.strategy.scaleDownDelaySeconds', scaleDownDelaySeconds, only);
  }
  if (dynamicStableScale === true && trafficRouting === undefined) {
    return invalid(
      'spec.strategy.dynamicStableScale',
      true,
      'Canary dynamicStableScale can only be used with traffic routing',
    );
  }
  if (dynamicStableScale === true && scaleDownDelaySeconds !== undefined) {
    const both = 'Canary dynamicStableScale cannot be used with scaleDownDelaySeconds';
    return invalid('spec.strategy.dynamicStableScale', true, both);
  }
  return invalidSteps(canary);
}

function needsServices(routing: Canary['trafficRouting']): boolean {
  return routing?.istio !== undefined && routing.istio.destinationRule === undefined;
}

function servicesProblem(rollout: Rollout, find: Find): string | null {
  const { canary, blueGreen } = rollout.spec.strategy ?? {};
  const named: readonly (readonly [string, string | undefined])[] = [
    ['blueGreen.activeService', blueGreen?.activeService],
    ['blueGreen.previewService', blueGreen?.previewService],
    ['canary.stableService', canary?.stableService],
    ['canary.canaryService', canary?.canaryService],
  ];
  const services = named.filter((each): each is readonly [string, string] => Boolean(each[1]));
  for (const [field, name] of services) {
    const path = `spec.strategy.${field}`;
    const service = find<Service>('Service', name);
    if (service === null) return invalid(path, name, `service "${name}" not found`);
  }
  for (const [field, name] of services) {
    const why = mismatch(rollout, find<Service>('Service', name));
    if (why !== null) return invalid(`spec.strategy.${field}`, name, why);
  }
  return null;
}

function mismatch({ metadata, spec }: Rollout, service: Service | null): string | null {
  const labels = spec.template?.metadata?.labels ?? {};
  const name = service?.metadata.name;
  const wrong = Object.entries(service?.spec.selector ?? {}).find(
    ([key, value]) => key !== HASH && labels[key] !== value,
  );
  if (wrong !== undefined) return `Service "${name}" has unmatch label "${wrong[0]}" in rollout`;
  const manager = service?.metadata.annotations?.[MANAGED_BY];
  if (manager === undefined || manager === metadata.name) return null;
  return `Service "${name}" is managed by another Rollout`;
}

function analysesProblem(rollout: Rollout, find: Find): string | null {
  const { canary, blueGreen } = rollout.spec.strategy ?? {};
  const analyses: readonly (readonly [string, RolloutAnalysis | undefined])[] = [
    ['blueGreen.prePromotionAnalysis.templates', blueGreen?.prePromotionAnalysis],
    ['blueGreen.postPromotionAnalysis.templates', blueGreen?.postPromotionAnalysis],
    ...(canary?.steps ?? []).map(
      (step, index) => [`canary.steps[${index}].analysis.templates`, step.analysis] as const,
    ),
    ['canary.analysis.templates', canary?.analysis],
  ];
  for (const [field, analysis] of analyses) {
    const problem = analysis === undefined ? null : analysisProblem(rollout, { analysis, find });
    if (problem !== null) return invalid(`spec.strategy.${field}`, problem.value, problem.why);
  }
  return null;
}

function analysisProblem(rollout: Rollout, { analysis, find }: { analysis: RolloutAnalysis; find: Find }) {
  const refs = analysis.templates ?? [];
  const names = refs.map(({ templateName }) => templateName);
  try {
    const templates = resolve(refs, find);
    try {
      specOf(templates, { analysis, args: valuesOf(analysis.args ?? [], rollout, { fresh: null, stable: null }) });
      return null;
    } catch (error) {
      if (error instanceof TemplateProblem) return { value: `templateNames: [${names.join(' ')}]`, why: error.message };
      throw error;
    }
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    const missing = /'(.+)' not found/.exec(error.message)?.[1];
    return { value: missing ?? names[0], why: error.message };
  }
}

function routerProblem({ trafficRouting, stableService = '' }: Canary, find: Find): string | null {
  const base = 'spec.strategy.canary.trafficRouting';
  for (const name of trafficRouting?.nginx === undefined ? [] : stableIngresses(trafficRouting.nginx)) {
    const path = `${base}.nginx.stableIngress`;
    const ingress = find<Ingress>('Ingress', name);
    if (ingress === null) return invalid(path, name, `ingress.networking.k8s.io "${name}" not found`);
    const paths = (ingress.spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
    if (paths.some(({ backend }) => backend.service?.name === stableService)) continue;
    return invalid(path, name, `ingress \`${name}\` has no rules using service ${stableService} backend`);
  }
  for (const { name } of trafficRouting?.istio === undefined ? [] : virtualServices(trafficRouting.istio)) {
    if (find('VirtualService', name) !== null) continue;
    const why = `virtualservices.networking.istio.io "${name}" not found`;
    return invalid(`${base}.istio.virtualService.name`, name, why);
  }
  return null;
}

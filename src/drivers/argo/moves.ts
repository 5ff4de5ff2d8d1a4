/**
 * The writes that Rollbridge makes on a Rollout and around it, each as one guarded request. Bodies mirror
 * those of the `kubectl argo rollouts` plugin, with JSON-patch `test` operations in front: a request whose
 * basis has changed is refused by the API server (422) and changes nothing.
 */
import type { Target } from '../../model/catalog.ts';
import type { ImagePlace } from './facts.ts';
import { DRILL_LABEL, FORMER_WINDOW, HASH_LABEL, NUDGE } from './objects.ts';
import { deploymentsPath, ingressesPath, istioPath, rolloutPath, servicesPath } from './paths.ts';

export type Move =
  | { readonly name: 'set-image'; readonly place: ImagePlace; readonly image: string }
  | { readonly name: 'abort'; readonly current: string; readonly stable: string }
  | { readonly name: 'clear-pause'; readonly current: string; readonly step: number | null; readonly startTime: string }
  | {
      readonly name: 'accept-inconclusive';
      readonly current: string;
      readonly step: number;
      readonly startTime: string;
    }
  | { readonly name: 'promote-full'; readonly current: string }
  | { readonly name: 'retry'; readonly current: string }
  | { readonly name: 'restart'; readonly current: string; readonly at: string }
  | { readonly name: 'mark-drill'; readonly place: ImagePlace; readonly mark: string }
  | { readonly name: 'scale'; readonly basis: ScaleBasis; readonly to: number }
  | { readonly name: 'set-paused'; readonly paused: boolean }
  | {
      readonly name: 'restore';
      readonly place: ImagePlace;
      readonly template: string;
      /** What the same write does to `spec.rollbackWindow`; only where the template is in the Rollout. */
      readonly window: WindowChange | null;
      /** Likewise for `spec.paused`. */
      readonly unpause: boolean;
    }
  | { readonly name: 'set-window'; readonly window: WindowChange }
  | { readonly name: 'restore-window'; readonly former: string; readonly present: boolean }
  | { readonly name: 'nudge'; readonly at: number }
  | { readonly name: 'force-weight'; readonly ingress: string; readonly prefix: string; readonly weight: number }
  | {
      readonly name: 'force-routes';
      readonly namespace: string;
      readonly virtualService: string;
      readonly routes: readonly ForcedRoute[];
    }
  | {
      readonly name: 'force-subset';
      readonly rule: string;
      readonly index: number;
      readonly subset: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly name: 'force-selector'; readonly service: string; readonly from: string; readonly to: string };

/** The number that was seen; where none stands in the object, the whole object as it was. */
export type ScaleBasis = { readonly replicas: number } | { readonly resourceVersion: string };

/** A change of `spec.rollbackWindow` for the time of a rollback. */
export interface WindowChange {
  /** There is one. */
  readonly present: boolean;
  /** What it becomes; null takes it away. */
  readonly next: number | null;
  /** JSON of the value that is to be put back in the end; noted on the object. */
  readonly note: string;
}

/** A destination of a route as it was seen: a host, or a subset of one. */
interface Destination {
  readonly index: number;
  readonly host: string;
  readonly subset: string | null;
  readonly weight: number | null;
}

/** A route whose canary destination gives all it gets to the stable one. */
export interface ForcedRoute {
  readonly pointer: string;
  readonly name: string | null;
  readonly stable: Destination;
  readonly canary: Destination;
}

export interface PatchRequest {
  readonly path: string;
  readonly contentType: 'application/json-patch+json' | 'application/merge-patch+json';
  readonly body: unknown;
}

interface Operation {
  readonly op: 'test' | 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

const test = (path: string, value: unknown): Operation => ({ op: 'test', path, value });
const add = (path: string, value: unknown): Operation => ({ op: 'add', path, value });
const remove = (path: string): Operation => ({ op: 'remove', path });

/** A key as one segment of a JSON pointer (RFC 6901). */
const segment = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** The object that holds the template. Of a Deployment nothing but the template is ever written, never its replicas. */
function holderOf(target: Target, { deployment }: ImagePlace): string {
  return deployment === undefined ? rolloutPath(target) : `${deploymentsPath(target.namespace)}/${deployment}`;
}

export function requestOf(target: Target, move: Move): PatchRequest {
  const rollout = rolloutPath(target);
  const json = (path: string, body: readonly Operation[]): PatchRequest => ({
    path,
    contentType: 'application/json-patch+json',
    body,
  });
  switch (move.name) {
    case 'set-image':
      return json(holderOf(target, move.place), [
        ...testPlace(move.place),
        add(`${move.place.pointer}/image`, move.image),
      ]);
    case 'abort':
      return json(`${rollout}/status`, [
        test('/status/currentPodHash', move.current),
        test('/status/stableRS', move.stable),
        add('/status/abort', true),
      ]);
    case 'clear-pause':
      return json(`${rollout}/status`, [...testPause(move), remove('/status/pauseConditions')]);
    case 'accept-inconclusive':
      return json(`${rollout}/status`, [
        ...testPause(move),
        remove('/status/pauseConditions'),
        add('/status/controllerPause', false),
        add('/status/currentStepIndex', move.step + 1),
      ]);
    case 'promote-full':
      return json(`${rollout}/status`, [
        test('/status/currentPodHash', move.current),
        add('/status/promoteFull', true),
      ]);
    case 'retry':
      return json(`${rollout}/status`, [
        test('/status/currentPodHash', move.current),
        test('/status/abort', true),
        add('/status/abort', false),
      ]);
    case 'restart':
      return json(rollout, [test('/status/currentPodHash', move.current), add('/spec/restartAt', move.at)]);
    case 'mark-drill':
      // A template always has labels: the selector wants some.
      return json(holderOf(target, move.place), [
        ...testPlace(move.place),
        add(`/spec/template/metadata/labels/${segment(DRILL_LABEL)}`, move.mark),
      ]);
    case 'scale':
      return json(rollout, [testScale(move.basis), add('/spec/replicas', move.to)]);
    case 'set-paused':
      return json(rollout, [add('/spec/paused', move.paused)]);
    case 'restore':
      return json(holderOf(target, move.place), restoreOperations(move));
    case 'set-window':
      return json(rollout, changeWindow(move.window));
    case 'restore-window':
      return json(rollout, [
        test(`/metadata/annotations/${segment(FORMER_WINDOW)}`, move.former),
        ...windowOperations(move.present, JSON.parse(move.former) as number | null),
        remove(`/metadata/annotations/${segment(FORMER_WINDOW)}`),
      ]);
    case 'nudge':
      return {
        path: rollout,
        contentType: 'application/merge-patch+json',
        body: { metadata: { annotations: { [NUDGE]: String(move.at) } } },
      };
    case 'force-weight': {
      const annotation = `/metadata/annotations/${segment(`${move.prefix}/canary-weight`)}`;
      return json(`${ingressesPath(target.namespace)}/${move.ingress}`, [
        test(annotation, String(move.weight)),
        add(annotation, '0'),
      ]);
    }
    case 'force-routes': {
      const path = `${istioPath(move.namespace, 'virtualservices')}/${move.virtualService}`;
      return json(path, move.routes.flatMap(routeOperations));
    }
    case 'force-subset': {
      const subset = `/spec/subsets/${move.index}`;
      const label = `${subset}/labels/${segment(HASH_LABEL)}`;
      return json(`${istioPath(target.namespace, 'destinationrules')}/${move.rule}`, [
        test(`${subset}/name`, move.subset),
        test(label, move.from),
        add(label, move.to),
      ]);
    }
    case 'force-selector': {
      const selector = `/spec/selector/${segment(HASH_LABEL)}`;
      return json(`${servicesPath(target.namespace)}/${move.service}`, [
        test(selector, move.from),
        add(selector, move.to),
      ]);
    }
  }
}

function routeOperations({ pointer, name, stable, canary }: ForcedRoute): Operation[] {
  const seen = ({ index, host, subset, weight }: Destination): Operation[] => [
    test(`${pointer}/route/${index}/destination/host`, host),
    ...(subset === null ? [] : [test(`${pointer}/route/${index}/destination/subset`, subset)]),
    ...(weight === null ? [] : [test(`${pointer}/route/${index}/weight`, weight)]),
  ];
  return [
    ...(name === null ? [] : [test(`${pointer}/name`, name)]),
    ...seen(stable),
    ...seen(canary),
    add(`${pointer}/route/${stable.index}/weight`, (stable.weight ?? 0) + (canary.weight ?? 0)),
    add(`${pointer}/route/${canary.index}/weight`, 0),
  ];
}

function testPlace(place: ImagePlace): Operation[] {
  return [test(`${place.pointer}/name`, place.container), test(`${place.pointer}/image`, place.image)];
}

function testScale(basis: ScaleBasis): Operation {
  if ('replicas' in basis) return test('/spec/replicas', basis.replicas);
  return test('/metadata/resourceVersion', basis.resourceVersion);
}

function testPause(pause: { current: string; step: number | null; startTime: string }): Operation[] {
  return [
    test('/status/currentPodHash', pause.current),
    test('/status/pauseConditions/0/startTime', pause.startTime),
    ...(pause.step === null ? [] : [test('/status/currentStepIndex', pause.step)]),
  ];
}

function restoreOperations({ place, template, window, unpause }: Move & { name: 'restore' }): Operation[] {
  return [
    ...testPlace(place),
    ...(window === null ? [] : changeWindow(window)),
    ...(unpause ? [add('/spec/paused', false)] : []),
    { op: 'replace', path: '/spec/template', value: JSON.parse(template) },
  ];
}

function changeWindow({ present, next, note }: WindowChange): Operation[] {
  return [...windowOperations(present, next), add(`/metadata/annotations/${segment(FORMER_WINDOW)}`, note)];
}

function windowOperations(present: boolean, next: number | null): Operation[] {
  if (next !== null) return [add('/spec/rollbackWindow', { revisions: next })];
  return present ? [remove('/spec/rollbackWindow')] : [];
}

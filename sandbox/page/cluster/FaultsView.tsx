/** Bad days of a cluster: of its API server, and of the controller behind it. */
import type { ApiFault, ClusterAct, ClusterSummary, ControllerFault } from '../../web/clusters/shape.ts';
import { Deed, Switch } from '../behind/Troubles.tsx';

interface Words {
  readonly name: string;
  readonly about: string;
}

const API: Readonly<Record<ApiFault, Words>> = {
  refuse: { name: 'Cut the API server', about: 'Nobody reaches it: open connections end, new ones are refused.' },
  slow: { name: 'Slow API server', about: 'Every request takes 3 seconds.' },
  errors: { name: 'API server errors', about: 'Every request is answered with HTTP 500.' },
  throttle: { name: 'Too many requests', about: 'Every request is answered with HTTP 429.' },
};

const CONTROLLER: Readonly<Record<ControllerFault, Words>> = {
  stopped: { name: 'Stop the controller', about: 'Argo Rollouts is away: no step is taken until it is back.' },
  lostWakeUps: {
    name: 'Lost wake-ups',
    about: 'It misses what is written right after a write of its own, as Argo Rollouts up to 1.9.1.',
  },
  flapping: { name: 'Flapping', about: 'After an abort the canary Service goes back and forth for a while.' },
};

export interface FaultsViewProps {
  readonly clusters: readonly ClusterSummary[];
  readonly cause: (act: ClusterAct) => void;
}

export function FaultsView({ clusters, cause }: FaultsViewProps) {
  return clusters.map(({ name, faults }) => (
    <section key={name} className="troubles cluster-faults" aria-label={`Faults of ${name}`}>
      <h3>API server of {name}</h3>
      {(Object.keys(API) as ApiFault[]).map((fault) => (
        <Switch
          key={fault}
          {...API[fault]}
          isOn={faults.api.includes(fault)}
          onFlip={(on) => cause({ do: 'api', cluster: name, fault, on })}
        />
      ))}
      <Deed
        name="Cut watches"
        about="Whoever watches objects has to begin anew."
        onDo={() => cause({ do: 'cutWatches', cluster: name })}
      />
      <h3>Argo Rollouts controller of {name}</h3>
      {(Object.keys(CONTROLLER) as ControllerFault[]).map((fault) => (
        <Switch
          key={fault}
          {...CONTROLLER[fault]}
          isOn={faults.controller.includes(fault)}
          onFlip={(on) => cause({ do: 'controller', cluster: name, fault, on })}
        />
      ))}
      <Deed
        name={`Heal ${name}`}
        about="All of these end, and revisions that were made to break work again."
        onDo={() => cause({ do: 'heal', cluster: name })}
      />
    </section>
  ));
}

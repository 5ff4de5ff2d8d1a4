/** The pods of a service by revision, and how to break each. */
import type { Break, ClusterAct, PodOutlook, RevisionOutlook, ServiceKey } from '../../web/clusters/shape.ts';
import { BREAKS, POD_STATES, ROLES } from './words.ts';

export interface RevisionsProps {
  readonly service: ServiceKey;
  readonly revisions: readonly RevisionOutlook[];
  readonly cause: (act: ClusterAct) => void;
}

export function Revisions({ service, revisions, cause }: RevisionsProps) {
  return (
    <ul className="revisions">
      {revisions.map((revision) => (
        <Revision key={revision.hash} service={service} revision={revision} cause={cause} />
      ))}
    </ul>
  );
}

interface RevisionProps extends Omit<RevisionsProps, 'revisions'> {
  readonly revision: RevisionOutlook;
}

function Revision({ service, revision, cause }: RevisionProps) {
  const { hash, number, tag, image, role, wanted, pods, breaks } = revision;
  const ready = pods.filter(({ state }) => state === 'ready').length;
  return (
    <li className={`revision ${role}`} aria-label={`Revision ${number}`}>
      <div className="revision-head">
        <strong title={image}>{tag}</strong>
        <span className={`role ${role}`}>{ROLES[role]}</span>
        <span className="quiet">
          revision {number} · {ready} of {wanted} ready
        </span>
        <span className="space" />
        <span className="breaks">
          {(Object.keys(BREAKS) as Break[]).map((how) => {
            const isOn = breaks.includes(how);
            const { name, about } = BREAKS[how];
            return (
              <button
                key={how}
                type="button"
                className="button plain small"
                aria-pressed={isOn}
                aria-label={`${name}: revision ${number}`}
                title={`While it runs: ${about}`}
                onClick={() => cause({ do: 'break', service, hash, how, on: !isOn })}
              >
                {isOn ? `✕ ${name}` : name}
              </button>
            );
          })}
        </span>
      </div>
      <ul className="pods">
        {pods.map((pod) => (
          <Pod key={pod.name} pod={pod} onKill={() => cause({ do: 'kill', service, pod: pod.name })} />
        ))}
        {pods.length === 0 && <li className="quiet">no pods</li>}
      </ul>
    </li>
  );
}

function Pod({ pod, onKill }: { pod: PodOutlook; onKill: () => void }) {
  const { name, state, reason, restarts } = pod;
  const { sign, words, tone } = POD_STATES[state];
  return (
    <li className="pod">
      <span className={`sign ${tone}`} aria-hidden="true">
        {sign}
      </span>
      <span className="pod-name" title={name}>
        {name.slice(name.lastIndexOf('-') + 1)}
      </span>
      <span className="quiet" title={restarts > 0 ? `${restarts} restarts` : undefined}>
        {reason || words}
      </span>
      <button type="button" className="icon kill" aria-label={`Kill the pod ${name}`} title="Kill" onClick={onKill}>
        ✕
      </button>
    </li>
  );
}

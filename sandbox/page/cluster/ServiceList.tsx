/** The services of all clusters, with the phase of each. */
import type { ClusterSummary, ServiceKey } from '../../web/clusters/shape.ts';
import { useShared } from '../shared.ts';
import { PHASES } from './words.ts';

export function ServiceList({ clusters, chosen }: { clusters: readonly ClusterSummary[]; chosen: ServiceKey }) {
  const { go } = useShared();
  return (
    <nav className="services" aria-label="Services">
      {clusters.map(({ name, services }) => (
        <div key={name} className="of-cluster">
          <h3>{name}</h3>
          {services.length === 0 && <span className="quiet">nothing runs here</span>}
          {services.map((service) => {
            const { sign, tone } = PHASES[service.phase] ?? PHASES[''];
            return (
              <button
                key={service.key}
                type="button"
                className="service"
                aria-current={service.key === chosen ? 'true' : undefined}
                onClick={() => go({ cluster: service.key })}
              >
                <span className={`sign ${tone}`} aria-hidden="true">
                  {sign}
                </span>
                {service.name}
                <span className="sr-only">
                  {' '}
                  in {name}, {service.phase || 'unknown'}
                </span>
              </button>
            );
          })}
        </div>
      ))}
    </nav>
  );
}

/** The clusters beside Slack: what runs there, what comes to it, and how to break it. */
import { useState } from 'react';
import type { ClusterSummary, ServiceKey } from '../../web/clusters/shape.ts';
import { useShared } from '../shared.ts';
import { FaultsView } from './FaultsView.tsx';
import { ServiceList } from './ServiceList.tsx';
import { ServiceView } from './ServiceView.tsx';
import { useCausing, useWatched } from './watching.ts';

const TABS = ['Service', 'Faults'] as const;

export function ClusterPanel({ hasClusters, chosen }: { hasClusters: boolean; chosen: ServiceKey }) {
  const { go } = useShared();
  return (
    <aside className="cluster" aria-label="Cluster">
      {hasClusters ? (
        <Clusters chosen={chosen} onClose={() => go({ cluster: null })} />
      ) : (
        <div className="nothing">
          <OwnCluster />
        </div>
      )}
    </aside>
  );
}

/** What is said instead where the cluster is not one of the sandbox's. */
export function OwnCluster() {
  return (
    <p className="quiet own-cluster">
      Rollbridge releases to a cluster of your own here. Watch it with <code>kubectl get releases,rollouts -A -w</code>.
    </p>
  );
}

function Clusters({ chosen, onClose }: { chosen: ServiceKey; onClose: () => void }) {
  const [first, setFirst] = useState('');
  const { clusters, service, figures } = useWatched(chosen || first);
  const [tab, setTab] = useState<(typeof TABS)[number]>('Service');
  const causing = useCausing();
  const all = clusters?.flatMap(({ services }) => services) ?? [];
  // What is being released is looked at first.
  const next = all.find(({ phase }) => phase !== 'Healthy') ?? all[0];
  if (chosen === '' && first === '' && next !== undefined) setFirst(next.key);
  const faults =
    clusters?.reduce((sum, { faults: { api, controller } }) => sum + api.length + controller.length, 0) ?? 0;
  return (
    <>
      <header className="channel-head">
        <div role="tablist" aria-label="Cluster" className="tabs">
          {TABS.map((each) => (
            <button key={each} type="button" role="tab" aria-selected={tab === each} onClick={() => setTab(each)}>
              {each}
              {each === 'Faults' && faults > 0 && (
                <span className="count loud">
                  {faults}
                  <span className="sr-only"> in force</span>
                </span>
              )}
            </button>
          ))}
        </div>
        <span className="space" />
        <button type="button" className="icon" aria-label="Close the cluster" onClick={onClose}>
          ✕
        </button>
      </header>
      {clusters !== null && <Warnings clusters={clusters} />}
      {causing.failure !== null && (
        <p className="failure cluster-failure" role="alert">
          {causing.failure}
        </p>
      )}
      <div className="cluster-body" role="tabpanel" aria-label={tab}>
        {clusters !== null && tab === 'Service' && <ServiceList clusters={clusters} chosen={service?.key ?? ''} />}
        {tab === 'Service' && service !== null && (
          <ServiceView service={service} figures={figures} cause={causing.cause} />
        )}
        {tab === 'Service' && service === null && clusters !== null && (chosen || first) !== '' && (
          <p className="nothing">There is no service {chosen || first} now.</p>
        )}
        {clusters !== null && tab === 'Faults' && <FaultsView clusters={clusters} cause={causing.cause} />}
      </div>
    </>
  );
}

/** What keeps a release from going on, wherever somebody looks. */
function Warnings({ clusters }: { clusters: readonly ClusterSummary[] }) {
  const words = clusters.flatMap(({ name, faults: { api, controller } }) => [
    ...(api.includes('refuse') ? [`The API server of ${name} is cut off.`] : []),
    ...(controller.includes('stopped') ? [`The Argo Rollouts controller of ${name} is stopped.`] : []),
  ]);
  return (
    <p className={words.length > 0 ? 'banner' : 'sr-only'} role="status">
      {words.join(' ')}
    </p>
  );
}

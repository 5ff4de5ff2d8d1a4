/** What is known of the clusters, and of the service that is looked at, for as long as the window is seen. */
import { useCallback, useEffect, useState } from 'react';
import type { ClusterAct, ClusterSummary, Figures, ServiceKey, ServiceOutlook } from '../../web/clusters/shape.ts';
import type { Outcome } from '../../web/shape.ts';
import { post } from '../live/connection.ts';

export interface Watched {
  /** Null before the first news. */
  readonly clusters: readonly ClusterSummary[] | null;
  /** Null when there is no such service. */
  readonly service: ServiceOutlook | null;
  readonly figures: Figures | null;
}

const NOTHING: Watched = { clusters: null, service: null, figures: null };

/** Null before it is known. */
export function useClusterNames(): readonly string[] | null {
  const [names, setNames] = useState<readonly string[] | null>(null);
  useEffect(() => {
    fetch('/api/clusters')
      .then((response) => response.json())
      .then(setNames, () => setNames([]));
  }, []);
  return names;
}

export function useWatched(service: ServiceKey): Watched {
  const [watched, setWatched] = useState(NOTHING);
  useEffect(() => {
    let source: EventSource | null = null;
    const open = () => {
      source = new EventSource(`/api/clusters/live?service=${encodeURIComponent(service)}`);
      for (const part of Object.keys(NOTHING)) {
        source.addEventListener(part, ({ data }: MessageEvent<string>) => {
          setWatched((before) => ({ ...before, [part]: JSON.parse(data) }));
        });
      }
    };
    // Browsers open six lines to one server: a window that nobody sees leaves its own to others.
    const look = () => {
      source?.close();
      if (document.visibilityState === 'visible') open();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      source?.close();
    };
  }, [service]);
  return watched;
}

export interface Causing {
  /** Why the last act was not done. */
  readonly failure: string | null;
  readonly cause: (act: ClusterAct) => void;
}

export function useCausing(): Causing {
  const [failure, setFailure] = useState<string | null>(null);
  const cause = useCallback((act: ClusterAct) => {
    void post<Outcome>('/api/clusters', act).then((outcome) => setFailure(outcome.failure));
  }, []);
  return { failure, cause };
}

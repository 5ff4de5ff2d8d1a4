/** Who looks, at what: read from the address, and kept in it. */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { Questions } from './elements/Questions.tsx';
import { Desk } from './layout/Desk.tsx';
import { act, Live } from './live/connection.ts';
import type { World } from './live/world.ts';
import { pathOf, type Route, readRoute } from './route.ts';
import { ActContext, type Directory, DirectoryContext, type Shared, SharedContext } from './shared.ts';

interface Known {
  readonly id: string;
  readonly name: string;
}

function address(): string {
  return location.pathname + location.search;
}

export function App() {
  const [route, setRoute] = useState(() => readRoute(address()));
  const [people, setPeople] = useState<readonly Known[] | null>(null);
  useEffect(() => {
    const follow = () => setRoute(readRoute(address()));
    window.addEventListener('popstate', follow);
    fetch('/api/people')
      .then((response) => response.json())
      .then(setPeople, () => setPeople([]));
    return () => window.removeEventListener('popstate', follow);
  }, []);
  const go = useCallback((to: Partial<Route>) => {
    setRoute((before) => {
      const next = { ...before, ...to };
      if (pathOf(next) !== address()) history.pushState(null, '', pathOf(next));
      return next;
    });
  }, []);
  const person = people?.find(({ name }) => name === route.person) ?? people?.[0];
  useEffect(() => {
    if (person === undefined || person.name === route.person) return;
    history.replaceState(null, '', pathOf({ ...route, person: person.name }));
    setRoute((before) => ({ ...before, person: person.name }));
  }, [person, route]);
  if (people?.length === 0) return <p className="nothing">The sandbox does not answer. Is it still running?</p>;
  return person === undefined ? null : <AsPerson key={person.id} person={person.id} route={route} go={go} />;
}

function AsPerson({ person, route, go }: { person: string; route: Route; go: Shared['go'] }) {
  const live = useMemo(() => new Live(person), [person]);
  useEffect(() => () => live.close(), [live]);
  const { world, isConnected } = useSyncExternalStore(live.subscribe, live.current);
  const asThem = useCallback<Shared['act']>((deed) => act(person, deed), [person]);
  if (world === null) return <p className="nothing">{isConnected ? '' : 'The sandbox does not answer.'}</p>;
  return (
    <ActContext value={asThem}>
      <WithWorld world={world} route={route} go={go} act={asThem} isConnected={isConnected} />
    </ActContext>
  );
}

type WithWorldProps = Omit<Shared, 'me'> & { readonly isConnected: boolean };

function WithWorld({ world, route, go, act, isConnected }: WithWorldProps) {
  const shared = useMemo<Shared>(() => ({ world, me: world.whole.me, route, go, act }), [world, route, go, act]);
  return (
    <SharedContext value={shared}>
      <DirectoryContext value={useNames(world)}>
        <Questions>
          <Desk isConnected={isConnected} />
        </Questions>
      </DirectoryContext>
    </SharedContext>
  );
}

function useNames({ whole, channels }: World): Directory {
  const { people, groups, me } = whole;
  const names = JSON.stringify([...channels.values()].map(({ id, name }) => [id, name]));
  return useMemo(
    () => ({
      people: new Map(people.map((each) => [each.id, each])),
      groups: new Map(groups.map((each) => [each.id, each])),
      channels: new Map(JSON.parse(names) as [string, string][]),
      me: me.id,
    }),
    [people, groups, me, names],
  );
}

/** The Home tab that the bot published for this person. */
import { useEffect, useMemo, useState } from 'react';
import { Blocks } from '../blocks/Blocks.tsx';
import { type Surface, SurfaceContext } from '../blocks/surface.ts';
import { failureWords } from '../elements/failures.ts';
import { useShared } from '../shared.ts';

export function BotHome() {
  const { world, act } = useShared();
  const { home, offered } = world.whole;
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    if (offered.homeTab) act({ do: 'home' }).then((outcome) => setFailure(outcome.failure));
  }, [act, offered.homeTab]);
  const surface = useMemo<Surface>(() => {
    const place = { on: 'home' } as const;
    return {
      use: (control, chosen) => act({ do: 'use', place, ...control, chosen }),
      suggest: (control, typed) => act({ do: 'suggest', place, ...control, typed }),
      fields: null,
    };
  }, [act]);
  return (
    <main className="conversation">
      <header className="channel-head">
        <h1>Rollbridge · Home</h1>
      </header>
      <div className="home">
        {failure !== null && <p className="failure">{failureWords(failure)}</p>}
        {home === null ? (
          <p className="nothing">
            {offered.homeTab
              ? 'Rollbridge has published nothing here yet.'
              : 'The manifest of Rollbridge has no Home tab.'}
          </p>
        ) : (
          <SurfaceContext value={surface}>
            <Blocks blocks={home.blocks} />
          </SurfaceContext>
        )}
      </div>
    </main>
  );
}

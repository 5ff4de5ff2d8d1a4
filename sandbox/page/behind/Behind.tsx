/** Behind the scenes: why things happen, and buttons to make them happen otherwise. */
import { useEffect, useState } from 'react';
import type { Behind as BehindShape } from '../../web/shape.ts';
import { useReturnedFocus } from '../layout/focus.ts';
import { Exchanges } from './Exchanges.tsx';
import { Limits } from './Limits.tsx';
import { ProgramLog } from './ProgramLog.tsx';
import { Troubles } from './Troubles.tsx';

const TABS = ['Requests', 'Rate limits', 'Faults', 'Log'] as const;
type Tab = (typeof TABS)[number];

export function Behind({ onClose }: { onClose: () => void }) {
  const [tab, setTab] = useState<Tab>('Requests');
  const state = useBehind();
  useReturnedFocus();
  return (
    <section className="behind" aria-label="Behind the scenes">
      <header>
        <div role="tablist" aria-label="Behind the scenes">
          {TABS.map((each) => (
            <button key={each} type="button" role="tab" aria-selected={tab === each} onClick={() => setTab(each)}>
              {each}
            </button>
          ))}
        </div>
        <span className="space" />
        <span className="quiet only-wide">{state === null ? '' : summary(state)}</span>
        <button type="button" className="icon" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </header>
      <div className="behind-body" role="tabpanel" aria-label={tab}>
        {state !== null && tab === 'Requests' && <Exchanges all={state.exchanges} />}
        {state !== null && tab === 'Rate limits' && <Limits buckets={state.buckets} />}
        {state !== null && tab === 'Faults' && <Troubles state={state} />}
        {state !== null && tab === 'Log' && <ProgramLog lines={state.log} />}
      </div>
    </section>
  );
}

function summary({ program, sockets, isDown }: BehindShape): string {
  const line = isDown ? 'Slack is down' : sockets === 1 ? '1 socket open' : `${sockets} sockets open`;
  return program === null ? line : `Rollbridge is ${program.state} · ${line}`;
}

function useBehind(): BehindShape | null {
  const [state, setState] = useState<BehindShape | null>(null);
  useEffect(() => {
    const source = new EventSource('/api/behind');
    source.addEventListener('behind', ({ data }: MessageEvent<string>) => setState(JSON.parse(data) as BehindShape));
    return () => source.close();
  }, []);
  return state;
}

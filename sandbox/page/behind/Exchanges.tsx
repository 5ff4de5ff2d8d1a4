/** Requests and answers between Slack and the bot, newest first, with their payloads. */
import { useEffect, useState } from 'react';
import type { Exchange, ExchangeParts } from '../../web/shape.ts';

export function Exchanges({ all }: { all: readonly Exchange[] }) {
  const [shown, setShown] = useState<string | null>(null);
  const [wanted, setWanted] = useState('');
  const found = all.filter(({ name, about, word }) =>
    `${name} ${about} ${word}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  const exchange = all.find(({ id }) => id === shown);
  return (
    <div className={exchange ? 'exchanges with-parts' : 'exchanges'}>
      <div className="exchange-list">
        <input
          className="field"
          type="search"
          aria-label="Search the requests"
          placeholder="Search, for example chat.update or ratelimited"
          value={wanted}
          onChange={({ target }) => setWanted(target.value)}
        />
        <ol>
          {found.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                className={`exchange ${each.state}`}
                aria-pressed={each.id === shown}
                onClick={() => setShown(each.id)}
              >
                <time className="quiet">{clock(each.at)}</time>
                <span className={each.way === 'to bot' ? 'way to-bot' : 'way to-slack'}>
                  {each.way === 'to bot' ? 'Slack → bot' : 'bot → Slack'}
                </span>
                <span className="what">
                  <strong>{each.name}</strong> <span className="quiet">{each.about}</span>
                </span>
                <span className="word">{each.word}</span>
                <span className="quiet ms">{each.ms === null ? '' : `${each.ms} ms`}</span>
              </button>
            </li>
          ))}
        </ol>
        {found.length === 0 && <p className="nothing">Nothing yet.</p>}
      </div>
      {exchange && <Parts key={exchange.id} exchange={exchange} onClose={() => setShown(null)} />}
    </div>
  );
}

function Parts({ exchange, onClose }: { exchange: Exchange; onClose: () => void }) {
  const [parts, setParts] = useState<ExchangeParts | null>(null);
  const { id, state } = exchange;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer may come while one looks.
  useEffect(() => {
    const reading = new AbortController();
    fetch(`/api/behind/${id}`, { signal: reading.signal })
      .then((response) => response.json())
      .then(setParts, () => {});
    return () => reading.abort();
  }, [id, state]);
  return (
    <div className="parts">
      <header>
        <strong>{exchange.name}</strong>
        <span className="space" />
        <button type="button" className="icon" aria-label="Close the payload" onClick={onClose}>
          ✕
        </button>
      </header>
      <h3>Request</h3>
      <pre>{parts === null ? '' : JSON.stringify(parts.request, null, 2)}</pre>
      <h3>Answer</h3>
      <pre>{parts === null ? '' : JSON.stringify(parts.answer, null, 2)}</pre>
    </div>
  );
}

function clock(at: number): string {
  const date = new Date(at);
  return `${date.toLocaleTimeString(undefined, { hour12: false })}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

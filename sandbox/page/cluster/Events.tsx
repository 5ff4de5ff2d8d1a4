/** What the cluster says has happened to a service, newest first. */
import type { EventOutlook } from '../../web/clusters/shape.ts';

export function Events({ events }: { events: readonly EventOutlook[] }) {
  if (events.length === 0) return <p className="quiet">Nothing has happened yet.</p>;
  return (
    <ol className="events">
      {events.map(({ id, at, isWarning, reason, message, about, count }) => (
        <li key={id} className={isWarning ? 'warning' : undefined}>
          <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleTimeString([], { hour12: false })}</time>
          <span>
            <strong title={about}>
              {isWarning && <span aria-hidden="true">⚠ </span>}
              {isWarning && <span className="sr-only">Warning: </span>}
              {reason}
            </strong>{' '}
            {message}
            {count > 1 && <span className="quiet"> ×{count}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

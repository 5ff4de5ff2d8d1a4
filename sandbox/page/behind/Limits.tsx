/** Slack's limits: how much of each is left. */

import type { Bucket } from '../../web/shape.ts';
import { useDirectory } from '../shared.ts';

export function Limits({ buckets }: { buckets: readonly Bucket[] }) {
  const { channels } = useDirectory();
  if (buckets.length === 0) return <p className="nothing">Nothing was called yet.</p>;
  return (
    <div className="limits">
      <p className="quiet">
        Slack lets a bot call each method so often a minute. An empty bar is answered with HTTP 429 and a time to wait.
      </p>
      {buckets.map(({ key, left, most, perSecond }) => {
        const [method = '', channel] = key.split(' ');
        const name = channel === undefined ? method : `${method} in #${channels.get(channel) ?? channel}`;
        return (
          <label key={key} className="limit">
            <span>
              {name} <span className="quiet">{rate(perSecond)}</span>
            </span>
            <meter min={0} max={most} low={most / 4} value={left}>
              {Math.floor(left)} of {most}
            </meter>
            <span className="quiet">
              {Math.floor(left)} of {Math.round(most)}
            </span>
          </label>
        );
      })}
    </div>
  );
}

function rate(perSecond: number): string {
  return perSecond >= 1 ? `${Math.round(perSecond)} a second` : `${Math.round(perSecond * 60)} a minute`;
}

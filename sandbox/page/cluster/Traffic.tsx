/** A live picture of who gets how much: a host, and a ribbon to each revision behind it. What fails is red and hatched. */
import { useId } from 'react';
import type { HostTraffic, RevisionOutlook, Way } from '../../web/clusters/shape.ts';
import { ROW, ribbons } from './ribbons.ts';
import { ROLES, rateWords, revisionOf, shareWords } from './words.ts';

export interface TrafficProps {
  readonly hosts: readonly HostTraffic[];
  readonly revisions: readonly RevisionOutlook[];
}

export function Traffic({ hosts, revisions }: TrafficProps) {
  if (hosts.length === 0) return <p className="quiet">Nobody sends requests to it.</p>;
  return hosts.map((host) => <Host key={host.host} host={host} revisions={revisions} />);
}

function Host({ host, revisions }: { host: HostTraffic; revisions: readonly RevisionOutlook[] }) {
  const hatch = useId();
  const height = host.ways.length * ROW;
  const shapes = ribbons(host);
  return (
    <div className="traffic">
      <div className="host">
        <strong>{breakable(host.host.replace(/(?<=.)\/$/, ''))}</strong>
        <span className="quiet">{rateWords(host.rate)} req/s</span>
      </div>
      <svg viewBox={`0 0 100 ${height}`} height={height} preserveAspectRatio="none" aria-hidden="true">
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" className="hatch-ground" />
            <rect width="2.5" height="6" className="hatch-line" />
          </pattern>
        </defs>
        {host.ways.map((way, index) => {
          const shape = shapes[index];
          const role = revisionOf(revisions, way.hash)?.role ?? 'nobody';
          return (
            <g key={`${way.service} ${way.hash}`} className={`way ${role}`}>
              {shape?.path ? <path d={shape.path} className="band" /> : <path d={shape?.middle} className="no-band" />}
              {shape?.failing && <path d={shape.failing} fill={`url(#${hatch})`} />}
            </g>
          );
        })}
      </svg>
      <ul style={{ gridAutoRows: ROW }}>
        {host.ways.map((way) => (
          <Destination
            key={`${way.service} ${way.hash}`}
            way={way}
            total={host.rate}
            revision={revisionOf(revisions, way.hash)}
          />
        ))}
      </ul>
    </div>
  );
}

/** A host breaks after its dots where it must. */
function breakable(host: string): string {
  return host.replaceAll('.', '.\u200b');
}

interface DestinationProps {
  readonly way: Way;
  readonly total: number;
  readonly revision: RevisionOutlook | null;
}

function Destination({ way, total, revision }: DestinationProps) {
  const { service, rate, failing } = way;
  const role = revision?.role ?? 'nobody';
  return (
    <li>
      <div className={`destination ${role}`} title={`Service ${service}`}>
        <span className="line">
          <strong>{revision?.tag ?? 'no pod is ready'}</strong>
          {revision !== null && <span className={`role ${role}`}>{ROLES[revision.role]}</span>}
        </span>
        <span className="line">
          {shareWords(total > 0 ? rate / total : 0)} <span className="quiet">· {rateWords(rate)} req/s</span>
        </span>
        {failing > 0 && (
          <span className="line failing">
            <span aria-hidden="true">⚠ </span>
            {rateWords(failing)} fail/s ({shareWords(failing / rate)})
          </span>
        )}
      </div>
    </li>
  );
}

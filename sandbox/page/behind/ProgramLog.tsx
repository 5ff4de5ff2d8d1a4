/** What the program logs: the message first, the rest behind it. */
import { useEffect, useRef } from 'react';
import { Each } from '../text/Marked.tsx';

const LEVELS: Readonly<Record<string, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };

export function ProgramLog({ lines }: { lines: readonly string[] }) {
  const end = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every new line.
  useEffect(() => end.current?.scrollIntoView({ block: 'nearest' }), [lines.length]);
  return (
    <div className="log" role="log" aria-label="Log of Rollbridge">
      <Each of={lines}>{(line) => <LogLine line={line} />}</Each>
      <div ref={end} />
    </div>
  );
}

function LogLine({ line }: { line: string }) {
  const read = parsed(line);
  if (read === null) return <p>{line}</p>;
  const { time, level, msg, pid: _, hostname: __, ...rest } = read;
  const word = LEVELS[String(level)] ?? String(level);
  return (
    <p className={word}>
      <span className="quiet">{new Date(Number(time)).toLocaleTimeString(undefined, { hour12: false })}</span> {word}{' '}
      <strong>{String(msg ?? '')}</strong>{' '}
      <span className="quiet">{Object.keys(rest).length > 0 ? JSON.stringify(rest) : ''}</span>
    </p>
  );
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

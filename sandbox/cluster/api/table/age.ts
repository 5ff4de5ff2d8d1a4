/** How long ago, as kubectl shows it (`apimachinery/pkg/util/duration.HumanDuration`). */

const DAY = 86_400;

/** From a time in RFC 3339; `<unknown>` without one. */
export function ageOf(time: unknown, now: number): string {
  if (typeof time !== 'string' || time === '') return '<unknown>';
  return humanDuration(Math.floor((now - Date.parse(time)) / 1000));
}

export function humanDuration(seconds: number): string {
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return parts([minutes, 'm'], [seconds % 60, 's']);
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return parts([hours, 'h'], [minutes % 60, 'm']);
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(seconds / DAY);
  if (days < 8) return parts([days, 'd'], [hours % 24, 'h']);
  const years = Math.floor(days / 365);
  if (years < 2) return `${days}d`;
  return years < 8 ? parts([years, 'y'], [days % 365, 'd']) : `${years}y`;
}

function parts(big: readonly [number, string], small: readonly [number, string]): string {
  return small[0] === 0 ? big.join('') : `${big.join('')}${small.join('')}`;
}

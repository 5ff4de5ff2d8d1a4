/** What was measured of evidence, as a section of the page that is kept. */
import type { CaptureCost } from './capture-cost.ts';
import { type Captor, type EvidenceTimes, PODS } from './evidence.ts';
import { ratio, summary } from './numbers.ts';
import { type Circumstances, circumstancesLine, ratioText, table } from './report.ts';

const WANTED_FASTER = 15;
const WANTED_COST = 1.05;

export interface MeasuredEvidence {
  readonly times: EvidenceTimes;
  readonly cost: CaptureCost;
}

const WAYS: readonly (readonly [Captor | 'inThread', string, string])[] = [
  [
    'rollbridge',
    'Rollbridge',
    'From the press of a rollback until the folder is whole: redacted, with its manifest, while the pods end.',
  ],
  [
    'inThread',
    'Rollbridge, in the thread',
    'The same until the archive stands in the thread; Slack takes one message a second.',
  ],
  [
    'script',
    'a script with kubectl',
    'bench/capture-with-kubectl.sh: the same objects, each pod and its logs, current and previous, into a folder; nothing is redacted.',
  ],
  [
    'bare',
    'a bare client',
    'The same requests but the logs of runs before, 16 at once, answers written as they come: for comparison.',
  ],
];

export function evidenceSection({ times, cost }: MeasuredEvidence, circumstances: Circumstances): string {
  const rows = WAYS.map(([way, name, meaning]) => row(name, times[way], meaning));
  return `## P2: how long until the evidence is there

${circumstancesLine(circumstances)}

A canary with ${PODS} pods, half of them of the new version, waits at its pause. Milliseconds.

${table(['way', 'median', 'slowest', 'tries', 'what it is'], rows)}

What capture costs the rollback itself: canaries taken back with \`/rollback … now\`, as for P1, with capture on and off in
turn in one run of the program, each after the archive of the one before is in its thread. Milliseconds.

${table(
  ['capture', 'median', 'slowest', 'tries', 'what it is'],
  [
    row('on', cost.on, 'Until a watch of its own shows the write that moves traffic.'),
    row('off', cost.off, 'The same.'),
    row('on, own clock', cost.ownOn, 'Request read to PATCH answered.'),
    row('off, own clock', cost.ownOff, 'The same.'),
  ],
)}

${table(
  ['what', 'measured', 'wanted', ''],
  targetsOf({ times, cost }).map(({ what, measured, wanted, met }) => [
    what,
    measured,
    wanted,
    met ? 'met' : '**missed**',
  ]),
)}
`;
}

export function missedEvidence(measured: MeasuredEvidence): readonly string[] {
  return targetsOf(measured)
    .filter(({ met }) => !met)
    .map(({ what, measured: is, wanted }) => `${what}: ${is}, wanted ${wanted}`);
}

function targetsOf({ times, cost }: MeasuredEvidence) {
  const faster = {
    what: 'P2: a script with kubectl to Rollbridge',
    measured: ratioText(times.script, times.rollbridge),
    wanted: `≥ ${WANTED_FASTER}`,
    met: ratio(times.script, times.rollbridge).value >= WANTED_FASTER,
  };
  const free = {
    what: 'P2: rollback with capture on to off',
    measured: ratioText(cost.on, cost.off),
    wanted: `≤ ${WANTED_COST}`,
    met: ratio(cost.on, cost.off).value <= WANTED_COST,
  };
  return times.script.length === 0 ? [free] : [faster, free];
}

function row(name: string, times: readonly number[], meaning: string): readonly string[] {
  if (times.length === 0) return [name, 'not tried', '', '0', meaning];
  const { median, slowest, count } = summary(times);
  return [name, median.toFixed(1), slowest.toFixed(1), String(count), meaning];
}

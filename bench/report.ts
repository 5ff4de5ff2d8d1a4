/** Everything that was measured, as the page that is kept. */
import type { Latency } from './latency.ts';
import { type Ratio, ratio, type Summary, summary } from './numbers.ts';
import type { Way } from './ways.ts';
import type { Try, WorstMoment } from './worst-moment.ts';

export interface Circumstances {
  readonly date: string;
  readonly commit: string;
  readonly kubernetes: string;
  /** Null when there is no plugin on the path. */
  readonly argoRollouts: string | null;
  readonly node: string;
  readonly cores: number;
  /** Load average of the last minute, at the start and at the end. */
  readonly load: readonly [number, number];
  readonly minutes: number;
}

export interface Measured {
  readonly latency: Latency;
  readonly canary: WorstMoment;
  readonly blueGreen: WorstMoment;
}

interface Target {
  readonly what: string;
  readonly measured: string;
  readonly wanted: string;
  readonly met: boolean;
}

export function missedOf(measured: Measured): readonly string[] {
  return targetsOf(measured)
    .filter(({ met }) => !met)
    .map(({ what, measured, wanted }) => `${what}: ${measured}, wanted ${wanted}`);
}

export function circumstancesLine(circumstances: Circumstances): string {
  const { date, commit, kubernetes, argoRollouts, node, cores, load, minutes } = circumstances;
  return `${date}, commit ${commit}, Kubernetes ${kubernetes}, Argo Rollouts ${argoRollouts ?? '(version not known: no plugin)'}, Node ${node},
${cores} cores for everything together (control plane, Slack stand-in, program and benchmark), load ${load.map((one) => one.toFixed(1)).join(' before and ')} after, ${minutes.toFixed(0)} minutes.`;
}

export function report(measured: Measured, circumstances: Circumstances): string {
  const { latency, canary, blueGreen } = measured;
  return `# Measured

${circumstancesLine(circumstances)}

Written by \`npm run bench\` (\`npm run bench -- p2\`, \`p6\` and \`p7\` measure those alone; \`p7\` wants no cluster), which wants \`KUBECONFIG\` of a cluster with Argo Rollouts to play with and, for the comparison,
\`kubectl\` and \`kubectl-argo-rollouts\` on the path. It makes a namespace of its own and removes it. All that is compared is
measured in one run and in turn; the ratios count, the times belong to the machine.

## Targets

${table(
  ['what', 'measured', 'wanted', ''],
  targetsOf(measured).map(({ what, measured, wanted, met }) => [what, measured, wanted, met ? 'met' : '**missed**']),
)}

In brackets: where the ratio of the medians lies in 95 of 100 resamplings of the same measurements.

## P1: how long until the write that moves traffic is accepted

A canary waits at its first pause (20 %); at a random moment it is taken back. The clock runs until a watch of its own
shows the write on the Rollout; all in milliseconds.

${table(
  ['way', 'median', 'p95', 'tries', 'what it is'],
  WAYS.map(([way, name, meaning]) => row(name, latency.times[way], meaning)).concat([
    row(
      "Rollbridge's own clock",
      latency.own,
      'The same presses in its histogram `rollbridge_rollback_seconds`, stage `accepted`: request read to PATCH answered.',
    ),
  ]),
)}

## P8: pressed 0 to 300 ms after a pause shows

A write that meets Argo Rollouts while it stores that it pauses may be lost. Moved means: the effect showed within 2 s of the
press; times in milliseconds, of those that moved. Ten services beside each other, a release
every two or three seconds: with more, or with a longer history than the one old ReplicaSet kept here, few rollbacks are carried out in time,
because Argo's controller allows itself 40 requests a second and lists the pods of every old ReplicaSet.

${table(
  ['way', 'moved', 'median', 'slowest', 'what counts as moved'],
  [
    tally('Rollbridge, canary', canary.rollbridge, 'The canary Ingress has weight 0.'),
    tally('`kubectl argo rollouts abort`, canary', canary.kubectl, 'The same.'),
    tally(
      'Rollbridge, blue-green before the switch',
      blueGreen.rollbridge,
      'The old template is the wanted and the stable one again, and has the users.',
    ),
    tally(
      '`kubectl argo rollouts abort`, blue-green',
      blueGreen.kubectl,
      'The controller has acted on the abort (it leaves the new template in the spec).',
    ),
  ],
)}

\`kubectl\` is tried on Rollouts beside the others that Rollbridge does not follow, because it makes good what the controller
loses of other people's aborts, too. Its write comes later than the press by the time that its start takes, and so may miss the worst
of the moment: that it moved does not show that a write at that moment is safe.
`;
}

const WAYS: readonly (readonly [Way, string, string])[] = [
  [
    'button',
    'Rollbridge, *Roll back* on the card',
    'From the first byte of the signed request that Slack sends for the press.',
  ],
  ['command', 'Rollbridge, `/rollback … now`', 'The same for the slash command.'],
  ['getAndPatch', 'bare GET and PATCH', 'A client that reads the Rollout and aborts it, over one warm connection.'],
  ['patch', 'bare PATCH', 'A client that aborts it without looking, over one warm connection.'],
  ['kubectl', '`kubectl argo rollouts abort`', 'As people type it.'],
  [
    'plugin',
    '`kubectl-argo-rollouts abort`',
    'The plugin alone, without the start of kubectl in front of it: for comparison, not what the target is about.',
  ],
];

const FAST: readonly (readonly [Way, string])[] = [
  ['button', '*Roll back*'],
  ['command', '`/rollback … now`'],
];

function targetsOf({ latency: { times }, canary, blueGreen }: Measured): readonly Target[] {
  const moved = (tries: readonly Try[]) => tries.filter(({ ms }) => ms !== null).length;
  const compared = (what: string, value: Ratio, wanted: string, met: boolean) => ({
    what,
    measured: inBrackets(value),
    wanted,
    met,
  });
  const toBare = FAST.map(([way, name]) => {
    const value = ratio(times[way], times.getAndPatch);
    return compared(`P1: ${name} to bare GET and PATCH`, value, '≤ 1.0', value.value <= 1);
  });
  const toPlugin = FAST.map(([way, name]) => {
    const value = ratio(times.kubectl, times[way]);
    return compared(`P1: \`kubectl argo rollouts abort\` to ${name}`, value, '≥ 7', value.value >= 7);
  });
  const all = (what: string, tries: readonly Try[]) => ({
    what: `P8: ${what} moved within 2 s`,
    measured: `${moved(tries)} of ${tries.length}`,
    wanted: 'all',
    met: tries.length > 0 && moved(tries) === tries.length,
  });
  return [
    ...toBare,
    ...(times.kubectl.length === 0 ? [] : toPlugin),
    all('canary', canary.rollbridge),
    all('blue-green', blueGreen.rollbridge),
  ];
}

function row(name: string, times: readonly number[], meaning: string): readonly string[] {
  if (times.length === 0) return [name, 'not tried', '', '', meaning];
  const { median, p95, count }: Summary = summary(times);
  return [name, median.toFixed(1), p95.toFixed(1), String(count), meaning];
}

function tally(name: string, tries: readonly Try[], meaning: string): readonly string[] {
  if (tries.length === 0) return [name, 'not tried', '', '', meaning];
  const times = tries.flatMap(({ ms }) => (ms === null ? [] : [ms]));
  const { median, slowest } = summary(times);
  const shown = (ms: number) => (Number.isNaN(ms) ? '–' : ms.toFixed(0));
  return [name, `${times.length} of ${tries.length}`, shown(median), shown(slowest), meaning];
}

/** Of two medians, and where it lies in 95 of 100 resamplings. */
export function ratioText(above: readonly number[], below: readonly number[]): string {
  return inBrackets(ratio(above, below));
}

function inBrackets({ value, low, high }: Ratio): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

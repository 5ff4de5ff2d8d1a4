/** What a running release waits for, and for whom. */
import type { KnownBlock } from '@slack/types';
import { bringsNoVersion, isDebugging, isDrill } from '../../model/release.ts';
import type { ReleaseView } from '../../model/release-view.ts';
import { type Pause, versionOf } from '../../model/snapshot.ts';
import { section } from '../blocks.ts';
import { actor, because, principals, user } from '../people.ts';
import { approvers, lastAsked } from '../reading.ts';
import { code, dotted, free, list } from '../text.ts';
import { moment } from '../time.ts';
import { FIRST_VERSION, OFFER, PAUSE_REASON } from '../words/words.ts';

export function waiting(view: ReleaseView): KnownBlock | null {
  if (isDrill(view.release)) return section('waiting', drillLine(view));
  if (isDebugging(view.release)) return section('waiting', debugLines(view));
  return section(
    'waiting',
    [gateLine(view), firstLine(view), wishLine(view)].filter((line) => line !== null).join('\n'),
  );
}

function drillLine({ release }: ReleaseView): string {
  if (release.status?.rollback) return '';
  return '*A rehearsal*: it is taken back by itself as soon as it is up. Nobody needs to do anything';
}

/** As the cluster calls a pod that has ended. */
const POD_OVER: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'DeadlineExceeded', 'Evicted']);

/** How to get in: nobody else is sent there. */
function debugLines({ release, target }: ReleaseView): string {
  const { debug, phase } = release.status ?? {};
  if (debug === undefined || phase !== 'Progressing') return '';
  const { pod, container, until, state } = debug;
  // What has ended cannot be entered any more; what it said is there until it is taken away.
  const verb =
    state !== null && POD_OVER.has(state) ? `logs ${pod} -c ${container}` : `exec -it ${pod} -c ${container} -- sh`;
  return [
    dotted([
      `Pod ${code(pod, 80)}`,
      state === null ? null : free(state, 80),
      `goes by itself ${moment(until) ?? 'soon'}`,
    ]),
    `It serves nobody: no Service leads to it, and it is none of the pods that are counted. ${code(`kubectl -n ${target.namespace} ${verb}`, 200)}`,
  ].join('\n');
}

function gateLine(view: ReleaseView): string | null {
  const { phase } = view.release.status ?? { phase: 'Pending' };
  const pause = view.snapshot?.pause ?? null;
  if (phase === 'AwaitingApproval') return approvalLine(view);
  if (phase === 'Pending') return '*Waits* to be taken up';
  if (phase === 'Starting' && view.release.spec.action === 'retry') return scaleDownLine(view);
  return phase === 'Paused' && pause !== null ? pauseLine(view, pause) : null;
}

/** For example `Waits for approval by @release-managers · 1 of 2 given (@ann)`. */
function approvalLine(view: ReleaseView): string {
  const { access } = view.environment;
  if (access.approvals === 0) return `*Waits for a promotion* by ${principals(access.deploy)}`;
  const given = approvers(view);
  const names = given.length === 0 ? '' : ` (${list(given.map(user), 6)})`;
  return dotted([
    `*Waits for approval* by ${principals(access.approve)}`,
    `${given.length} of ${access.approvals} given${names}`,
    access.requesterMayApprove ? null : 'not by the requester',
  ]);
}

/** Where no version was ever healthy, there are no steps to be seen, and nobody is asked. */
function firstLine({ release, snapshot }: ReleaseView): string | null {
  const isComing = ['Pending', 'Starting', 'Progressing', 'Degraded'].includes(release.status?.phase ?? 'Pending');
  if (!isComing || bringsNoVersion(release) || snapshot === null) return null;
  return snapshot.stableHash === null ? `:warning: ${FIRST_VERSION}` : null;
}

/** Before the pods of the aborted try are gone a blue-green target would skip its gates. */
function scaleDownLine({ snapshot }: ReleaseView): string | null {
  if (snapshot === null || snapshot.strategy !== 'blueGreen') return null;
  const aborted = versionOf(snapshot, snapshot.desiredHash);
  const at = moment(aborted?.scaleDownAt ?? null);
  if (at === null || aborted?.desired === 0) return null;
  return `*Waits* until the pods of the aborted try are gone, ${at}: before that no gate would be kept`;
}

function pauseLine(view: ReleaseView, pause: Pause): string {
  const { deploy, approve } = view.environment.access;
  const end = moment(pause.until);
  const halted = pause.reason === 'user';
  const asked = halted ? lastAsked(view) : null;
  const why = asked?.verb === 'pause' ? `by ${actor(asked.by)}${because(asked.reason)}` : PAUSE_REASON[pause.reason];
  const waitsFor = principals(halted ? [...deploy, ...approve] : deploy);
  return dotted([`*Paused* ${why}`, end === null ? `waits for ${waitsFor}` : `goes on by itself ${end}`]);
}

function wishLine({ release }: ReleaseView): string | null {
  const wish = release.status?.wish ?? null;
  return wish === null
    ? null
    : `${OFFER[wish.verb]} asked by ${actor(wish.by)}${because(wish.reason)} · being carried out`;
}

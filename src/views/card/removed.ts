/** The card of a release whose record somebody deleted: what became of it, and what can still be done. */
import { isHolding, isRestart, isUnderWay } from '../../model/release.ts';
import { isTakenUpAgain, type ReleaseView } from '../../model/release-view.ts';
import { context, type Message, section } from '../blocks.ts';
import { change, plainChange } from '../images.ts';
import { message } from '../message.ts';
import { imagesOf } from '../reading.ts';
import { code, dotted, free } from '../text.ts';
import { buttonsWithoutRecord } from './buttons.ts';
import { place, requestLine } from './title.ts';

const HEAD = ':wastebasket: *Record deleted*';

/** Drawn once: nothing changes it any more. */
export function removedCard(view: ReleaseView): Message {
  const { name, spec } = view.release;
  const { from, to } = imagesOf(view);
  const where = `${free(spec.service, 80)} in ${free(spec.environment, 80)}`;
  return message(dotted([`Record deleted: ${where}`, free(plainChange(from, to), 200)]), [
    section('title', `${HEAD} · ${place(view)} · ${change(from, to)}`),
    section(
      'removed',
      [
        `Somebody deleted the record of this release outside Rollbridge, for example with ${code('kubectl')}. Kubernetes does not say who.`,
        becameOf(view),
      ].join('\n'),
    ),
    context('facts', dotted([requestLine(view), code(name, 80)])),
    buttonsWithoutRecord(view),
  ]);
}

function becameOf(view: ReleaseView): string {
  const { release, offers } = view;
  const { spec, status } = release;
  if (status === null || status.phase === 'Pending')
    return 'Nothing was changed in the cluster yet, and nothing will be.';
  if (status.phase === 'RollingBack') return 'The rollback goes on, under a new record and on a card of its own.';
  if (isTakenUpAgain(view)) {
    return 'What it has begun in the cluster goes on; Rollbridge takes it up again on a card of its own.';
  }
  if (isRestart(release) && isUnderWay(release))
    return 'The restart goes on in the cluster, and nobody follows it here.';
  const command = code(`/rollback ${spec.service} --env ${spec.environment}`, 200);
  return [
    'Nothing was changed in the cluster by that.',
    ...(offers.includes('rollback') ? [`Its version can still be taken back, also with ${command}.`] : []),
    ...(isHolding(status) ? ['The hold went with it: new releases may begin.'] : []),
  ].join(' ');
}

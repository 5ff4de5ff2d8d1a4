/** The form behind *Reject with a reason…*: what goes back, and why. */
import type { ReleaseView } from '../../model/release-view.ts';
import { section } from '../blocks.ts';
import { place } from '../card/title.ts';
import { shortImage } from '../images.ts';
import { imagesOf } from '../reading.ts';
import { code } from '../text.ts';
import { type Carried, carriedText } from './carried.ts';
import { type Form, form, reasonField } from './form.ts';
import { type FieldProblem, problemBlock } from './problem.ts';

export interface RejectDraft extends Carried<'reject'> {
  readonly view: ReleaseView;
  readonly reason: string | null;
  readonly problem?: FieldProblem | null;
}

export function rejectForm({ by, channel, press, view, reason, problem = null }: RejectDraft): Form {
  const { from, to } = imagesOf(view);
  const back = from === null ? 'the version before' : code(shortImage(from, to));
  return form({
    id: 'reject',
    title: 'Reject',
    send: 'Reject',
    carried: carriedText('reject', { by, channel, press }),
    blocks: [
      section(
        'what',
        `${place(view)}: ${code(shortImage(to, from ?? to))} is rolled back at once, ${back} comes back.`,
      ),
      reasonField(reason, 'Why?'),
      problemBlock('reason', problem),
    ],
  });
}

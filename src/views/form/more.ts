/** The form behind *More actions…*: what else helps when a version has failed, each with only what it needs to know. */
import type { InputBlock } from '@slack/types';
import type { ReleaseView } from '../../model/release-view.ts';
import { section } from '../blocks.ts';
import { place } from '../card/title.ts';
import { plural } from '../text.ts';
import { type Carried, carriedText } from './carried.ts';
import { type Choice, type Form, form, menu, reasonField, words } from './form.ts';
import { type FieldProblem, problemBlock } from './problem.ts';

export const MORE = ['scale', 'restart', 'debug'] as const;
export type More = (typeof MORE)[number];

const CHOICES: readonly (Choice & { readonly value: More })[] = [
  { value: 'scale', text: 'More pods', detail: 'Of what runs now; the card undoes it' },
  { value: 'restart', text: 'Restart', detail: 'All pods anew, one after the other' },
  { value: 'debug', text: 'A pod for debugging', detail: 'Serves nobody, and goes by itself' },
];

const DETAIL_MAX = 255;

export interface MoreDraft extends Carried<'more'> {
  readonly view: ReleaseView;
  readonly what: More;
  /** The number of pods, or the version or image. */
  readonly detail: string | null;
  readonly reason: string | null;
  readonly problem?: FieldProblem | null;
}

export function moreForm({ by, channel, press, view, what, detail, reason, problem = null }: MoreDraft): Form {
  const which = { name: 'what', block: 'what', label: 'What is to be done?', placeholder: 'Choose', watched: true };
  return form({
    id: 'more',
    title: 'More actions',
    send: 'Do it',
    carried: carriedText('more', { by, channel, press }),
    blocks: [
      section('where', place(view)),
      menu(which, CHOICES, what),
      problemBlock('what', problem),
      detailField(view, what, detail),
      problemBlock('detail', problem),
      reasonField(reason),
    ],
  });
}

function detailField({ snapshot }: ReleaseView, what: More, detail: string | null): InputBlock | null {
  switch (what) {
    case 'scale': {
      const now = snapshot === null ? '' : `${plural(snapshot.replicas.desired, 'pod')} wanted now`;
      const parts = { name: 'detail', block: 'pods', label: 'How many pods?', placeholder: now || 'A number' };
      return words(now === '' ? parts : { ...parts, hint: now }, detail, DETAIL_MAX);
    }
    case 'debug': {
      const placeholder = 'A version, or a whole image of the service';
      return words({ name: 'detail', block: 'image', label: 'Which image?', placeholder }, detail, DETAIL_MAX);
    }
    case 'restart':
      return null;
  }
}

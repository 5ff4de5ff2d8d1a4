/** `/incident undelivered`: what systems outside were not told, and the button that sends it again. */
import { UserProblem } from '../model/problem.ts';
import { parseNoticePress } from '../views/notice-press.ts';
import { sentAgain, undeliveredList } from '../views/notices.ts';
import type { Answer, Deps, Press, Verb } from './types.ts';
import { parsed, tooMany } from './words.ts';

const usage = '/incident undelivered';

export const listUndelivered: Verb = {
  name: 'undelivered',
  command: '/incident',
  usage,
  summary: 'what pagers, tickets and other systems were not told, and send it again',
  run: ({ words }, { notices }) => {
    const { positionals } = parsed(words, {}, usage);
    if (positionals.length > 0) throw tooMany(positionals, usage);
    return undeliveredList(notices.undelivered());
  },
};

export const SEND_AGAIN = 'notice.again';

/** Throws UserProblem for what no button of ours carries, and for what does not fit any more. */
export async function pressSendAgain({ by, value }: Press, { notices }: Deps): Promise<Answer> {
  const pressed = parseNoticePress(value);
  if (pressed === null) {
    throw new UserProblem('not-offered', {
      happened: 'This button is not known.',
      why: 'It may come from another version of Rollbridge.',
      hint: `Say ${usage} again.`,
    });
  }
  return sentAgain(await notices.sendAgain({ by, ...pressed }), pressed.to);
}

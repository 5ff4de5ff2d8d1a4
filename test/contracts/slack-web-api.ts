/**
 * What Slack's Web API promises, case by case: the contract that a stand-in for Slack has to keep. It is written down
 * from Slack's own reference (docs.slack.dev, a page per method), not from any stand-in.
 */

import { changeCases } from './slack/changes.ts';
import { channelCases } from './slack/channels.ts';
import { readingCases } from './slack/conversations.ts';
import { fileCases } from './slack/files.ts';
import { markCases } from './slack/marks.ts';
import type { Case } from './slack/met.ts';
import { peopleCases } from './slack/people.ts';
import { postCases } from './slack/posts.ts';
import { homeCases, modalCases } from './slack/views.ts';

export const cases: readonly Case[] = [
  ...peopleCases,
  ...postCases,
  ...changeCases,
  ...readingCases,
  ...channelCases,
  ...fileCases,
  ...modalCases,
  ...homeCases,
  ...markCases,
];

/**
 * Where the independent stand-in (emulate 0.12.2) answers otherwise than Slack's reference says. A difference that is
 * gone fails its test, and so does one that looks different from what stands here: the list cannot outlive its causes.
 */
export interface Difference {
  /** The name of the case. */
  readonly of: string;
  /** What comes there in the place of what the contract expects. */
  readonly instead: unknown;
  readonly because: string;
}

interface Group {
  readonly because: string;
  readonly cases: Readonly<Record<string, unknown>>;
}

const refused = (error: string) => ({ ok: false, error });
const taken = { ok: true };

const groups: readonly Group[] = [
  {
    because: 'it takes every unknown token for the administrator, so that tests need none',
    cases: { 'a call with a token that nobody gave out is refused with invalid_auth': taken },
  },
  {
    because: 'a path without a route is an HTTP error there; at Slack every "no" has status 200',
    cases: { 'a method that does not exist is refused with unknown_method and status 200': { http: 404 } },
  },
  {
    because: 'it keeps messages as they were sent and adds no names, marks or profiles',
    cases: {
      'a post carries the mark of the app that wrote it': { user: '<bot>', text: 'hello' },
      'a block without a name is given one': 'undefined',
    },
  },
  {
    because: 'it admits that a private channel exists; Slack does not tell those who are not in it',
    cases: {
      'a private channel without the bot is refused as if it were not there': refused('not_in_channel'),
      'conversations.info of a private channel without the bot is refused as if it were not there':
        refused('not_in_channel'),
      'conversations.join of a private channel is refused as if it were not there': refused('not_in_channel'),
    },
  },
  {
    because: 'it lets everybody read and write in public channels; at Slack a bot has to be in them',
    cases: {
      'a public channel without the bot is closed to chat:write alone': taken,
      'conversations.history of a public channel without the bot is refused with not_in_channel': taken,
      'a file for a public channel without the bot is refused with not_in_channel': 'none',
    },
  },
  {
    because: 'it knows channels by name, but not with the hash that people type',
    cases: { 'a public channel may be called by its name with a hash': refused('channel_not_found') },
  },
  {
    because: 'it does not look into blocks and views at all: Block Kit and its limits are not checked',
    cases: {
      'blocks that are not JSON are refused with invalid_blocks_format': refused('invalid_blocks'),
      'a block of a kind that does not exist is refused with invalid_blocks and the place of it': taken,
      'a section of 3,001 characters is refused with invalid_blocks': taken,
      'the fifty-first block is refused with invalid_blocks': taken,
      'a modal without a title is refused with invalid_arguments': 'invalid_view',
      'a modal with more than 3,000 characters of private metadata is refused with invalid_arguments': 'none',
      'a modal with an input and nothing to submit it is refused with invalid_arguments': 'none',
    },
  },
  {
    because: 'it keeps metadata as it comes: no schema, always told in full, and an empty one is kept as such',
    cases: {
      'metadata without a payload is refused with invalid_metadata_schema': taken,
      'of metadata only the type comes back to those who do not ask': ['event_type', 'event_payload'],
      'metadata is taken away by an empty one': true,
    },
  },
  {
    because: 'it has one limit for all texts, that of 40,000 characters',
    cases: { 'chat.update refuses 4,001 characters with msg_too_long': taken },
  },
  {
    because: 'it pages through a history, but does not search in it by time',
    cases: { 'conversations.history after a time leaves out the message of that time': ['last', 'first'] },
  },
  {
    because: 'the message that a thread hangs on does not know of its thread, and a thread that is not there is empty',
    cases: {
      'conversations.replies is oldest first, and the first message counts its replies': {
        root: { text: 'root', reply_count: 1 },
        threads: [false, true],
      },
      'conversations.replies to a message that is not there is refused with thread_not_found': taken,
    },
  },
  {
    because: 'it tidies names up as the app does for people; the reference says that this method only checks them',
    cases: {
      'conversations.create refuses no name with invalid_name_required': 'invalid_name_specials',
      'conversations.create refuses a name with an upper-case letter with invalid_name_specials': 'none',
    },
  },
  {
    because: 'it does not know the argument force, nor the word no_user, nor the warning of a channel joined before',
    cases: {
      'conversations.invite with force brings in those who can be': { ok: false, robin: false },
      'conversations.invite of nobody is refused with no_user': 'user_not_found',
      'conversations.join where the bot is already warns of already_in_channel': taken,
    },
  },
  {
    because: 'it says what is wrong in one word where Slack says invalid_arguments and explains',
    cases: { 'views.publish for nobody is refused with invalid_arguments': 'user_not_found' },
  },
  {
    because: 'it takes any text for an emoji',
    cases: { 'a bookmark with an emoji that is none is refused with invalid_emoji': 'none' },
  },
];

export const differences: readonly Difference[] = groups.flatMap(({ because, cases }) =>
  Object.entries(cases).map(([of, instead]) => ({ of, instead, because })),
);

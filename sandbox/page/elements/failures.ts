/** Slack's words for what went wrong between it and a bot, for people. */
const WORDS: Readonly<Record<string, string>> = {
  operation_timeout: 'Rollbridge did not answer within 3 seconds.',
  dispatch_failed: 'Rollbridge could not be reached.',
  push_limit_reached: 'Three forms are open on top of each other: no more fit.',
  invalid_options: 'Rollbridge answered with options that Slack refuses.',
};

export function failureWords(failure: string): string {
  return Object.hasOwn(WORDS, failure) ? `${WORDS[failure]} (${failure})` : failure;
}

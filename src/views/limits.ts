/**
 * Slack's limits, as published with its Block Kit types (`@slack/types`) and on docs.slack.dev (`reference/block-kit`,
 * `reference/methods/chat.update`). Lengths are in UTF-16 units here: Slack's own unit is not documented, and what
 * fits in UTF-16 units also fits in code points.
 */
export const LIMITS = {
  /** `text` of chat.update is refused above this (`msg_too_long`). */
  fallback: 4_000,
  blocks: 50,
  /** A text object of a section or a context. */
  text: 3_000,
  fields: 10,
  field: 2_000,
  header: 150,
  contextElements: 10,
  buttons: 25,
  buttonText: 75,
  buttonValue: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  id: 255,
  formTitle: 24,
  formBlocks: 100,
  /** What a form carries from its opening to its submission (`private_metadata`). */
  formCarried: 3_000,
  label: 2_000,
  placeholder: 150,
  options: 100,
  optionText: 75,
  /** Sources differ, 75 or 150: the smaller one holds everywhere. */
  optionValue: 75,
  /** Not published; what is longer nobody reads under a field. */
  fieldError: 500,
  /** Our own: so much of a reason is kept. */
  reason: 500,
  /** A whole message as JSON: Slack answers `msg_blocks_too_long` somewhere above 13,000 (bolt-js issue 2509). */
  message: 12_000,
} as const;

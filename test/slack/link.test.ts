import { expect, test } from '@jest/globals';
import { linkTo } from '../../src/slack/link.ts';

test('the address of a message is the one that Slack gives for it', () => {
  expect(linkTo('https://acme.slack.com/', 'C1H9RESGA', '135854651500.000008')).toBe(
    'https://acme.slack.com/archives/C1H9RESGA/p135854651500000008',
  );
});

test.each([
  ['no workspace is known', null, 'C1H9RESGA', '1358546515.000008'],
  ['the workspace has no address', 'acme', 'C1H9RESGA', '1358546515.000008'],
  ['the channel is a name', 'https://acme.slack.com/', '../admin', '1358546515.000008'],
  ['the message is no time', 'https://acme.slack.com/', 'C1H9RESGA', '1358546515'],
])('there is none when %s', (_, workspace, channel, ts) => {
  expect(linkTo(workspace, channel, ts)).toBeNull();
});

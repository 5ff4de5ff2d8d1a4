/** The command line of the sandbox. */
import { expect, test } from '@jest/globals';
import { helpText, readOptions } from '../../sandbox/options.ts';
import { realSlack } from '../../sandbox/real-slack.ts';
import { SCENARIOS } from '../../sandbox/scenarios.ts';

test('without words everything has its usual value', () => {
  expect(readOptions([])).toMatchObject({
    port: 4100,
    kubeconfig: null,
    slack: false,
    scenario: null,
    state: null,
    help: false,
  });
});

test('what is given is taken', () => {
  const words = ['--port', '0', '--kubeconfig', 'a/b', '--namespace', 'mine', '--scenario', 'halfway', '--state', 'c'];
  expect(readOptions(words)).toMatchObject({
    state: 'c',
    port: 0,
    kubeconfig: 'a/b',
    namespace: 'mine',
    scenario: 'halfway',
  });
  expect(readOptions(['--slack'])).toMatchObject({ slack: true });
});

test.each([
  [['--port', 'x'], '--port x is not a port: give a number up to 65535.'],
  [['--port', '70000'], '--port 70000 is not a port: give a number up to 65535.'],
  [['--namespace', 'My_Own'], '--namespace My_Own is no name of a namespace: give lower-case letters, digits and "-".'],
  [['--state'], "Option '--state <value>' argument missing. --help lists the options."],
  [['--scenario', 'nothing'], `There is no scenario "nothing"; there is: ${Object.keys(SCENARIOS).join(', ')}.`],
  [['--slack', '--scenario', 'quiet'], '--scenario is played by people of the sandbox: leave out --slack.'],
  [['--nothing'], "Unknown option '--nothing'. --help lists the options."],
])('%j is refused in one line', (words, line) => {
  expect(() => readOptions(words)).toThrow(line);
});

test('the help has a sentence for every scenario', () => {
  for (const [name, { about }] of Object.entries(SCENARIOS))
    expect(helpText()).toMatch(new RegExp(`${name} +${about}`));
});

test('a real workspace needs all that is told of it, and says what is missing', () => {
  const environment = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_CHANNEL: 'C1' };
  expect(() => realSlack(environment)).toThrow(/^--slack needs SLACK_PEOPLE \(/);
  const people = ['U1', 'U2'];
  expect(realSlack({ ...environment, SLACK_PEOPLE: 'U1, U2' })).toMatchObject({
    channel: 'C1',
    access: { deploy: people },
  });
});

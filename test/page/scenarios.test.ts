/** Every situation in which the sandbox can start, played by the built program until it rests. Needs no browser. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { Ends } from '../../sandbox/ends.ts';
import { readOptions } from '../../sandbox/options.ts';
import { APPROVER, DEPLOYS, DEVELOPER, ON_CALL } from '../../sandbox/people.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { SCENARIOS, type ScenarioName } from '../../sandbox/scenarios.ts';
import { NAMESPACE } from '../../sandbox/services/index.ts';
import type { Driver } from '../../sandbox/slack/index.ts';

/** Simulated seconds in a real one: enough to see the end soon, slow enough for the program to keep up. */
const SPEED = 6;
const RESTS_WITHIN = { timeoutMs: 30_000 };

let ends = new Ends();
afterEach(async () => {
  await ends.all();
  ends = new Ends();
});

async function open(scenario: ScenarioName): Promise<{ people: Driver; sandbox: Sandbox }> {
  const options = readOptions(['--port', '0', '--scenario', scenario]);
  const sandbox = await startSandbox(options, { say: () => undefined, ends, environment: {} });
  const { slack, own } = sandbox;
  if (slack === null || own === null) throw new Error('it stands on something of its own');
  own.time.speed = SPEED;
  return { people: slack.driver, sandbox };
}

/** What the newest card says. */
const card = (people: Driver) => {
  const newest = people.messages(DEPLOYS, { as: DEVELOPER }).at(-1);
  return newest === undefined ? '' : people.textOf(newest);
};

const until = (people: Driver, text: string | RegExp) =>
  people.waitFor((now) => card(now).match(text), { what: `a card that says ${text}`, ...RESTS_WITHIN });

function imageOf({ own }: Sandbox, service: string): string {
  const rollouts = own?.clusters.flatMap(({ store }) => store.list('Rollout', { namespace: NAMESPACE })) ?? [];
  const found = rollouts.find(({ metadata }) => metadata.name === service);
  const { template } = (found as unknown as { spec: { template: { spec: { containers: { image: string }[] } } } }).spec;
  return template.spec.containers[0]?.image ?? '';
}

describe('starting in a situation', () => {
  const told = (scenario: ScenarioName, rest: (opened: Awaited<ReturnType<typeof open>>) => Promise<void> | void) =>
    test(`${scenario}: ${SCENARIOS[scenario].about}`, async () => rest(await open(scenario)), 60_000);

  told('quiet', ({ people, sandbox }) => {
    expect(people.messages(DEPLOYS, { as: DEVELOPER })).toEqual([]);
    expect(imageOf(sandbox, 'shop')).toMatch(/:1\.0\.0$/);
  });

  told('halfway', async ({ people }) => {
    await until(people, 'Awaiting approval');
    const newest = people.messages(DEPLOYS, { as: APPROVER }).at(-1);
    await people.press(APPROVER, newest ?? never(), 'Approve and promote');
    await until(people, 'Completed');
  });

  told('broken', async ({ people }) => {
    await until(people, 'CrashLoopBackOff');
    expect(card(people)).not.toContain('Completed');
  });

  told('aborting', async ({ people, sandbox }) => {
    await until(people, 'Aborted');
    expect(card(people)).toContain('success-rate');
    expect(imageOf(sandbox, 'checkout')).toMatch(/:1\.1\.0-err30$/);
  });

  told('held', async ({ people, sandbox }) => {
    expect(card(people)).toContain('Rolled back');
    expect(imageOf(sandbox, 'shop')).toMatch(/:1\.0\.0$/);
    await people.slash(DEVELOPER, DEPLOYS, '/deploy', 'shop 1.2.0');
    const said = await people.waitFor((now) => now.ephemerals(DEVELOPER).at(-1), { what: 'a refusal' });
    expect(people.textOf(said)).toContain('Releases of shop in production are held.');
  });
});

describe('a new version', () => {
  test.each([
    ['checkout', '1.1.0', 'whose requests succeed goes through by itself'],
    ['web', '1.1.0', 'that takes little memory goes live by itself'],
  ])(
    'of %s %s %s',
    async (service, version) => {
      const { people } = await open('quiet');
      await people.slash(DEVELOPER, DEPLOYS, '/deploy', `${service} ${version}`);
      await until(people, 'Completed');
    },
    60_000,
  );

  test('of web that takes too much memory never goes live', async () => {
    const { people } = await open('quiet');
    await people.slash(DEVELOPER, DEPLOYS, '/deploy', 'web 1.1.0-busy');
    await until(people, 'Aborted');
  }, 60_000);

  test('in the other cluster is approved by those on call', async () => {
    const { people } = await open('quiet');
    await people.slash(DEVELOPER, DEPLOYS, '/deploy', 'invoices 1.1.0');
    await until(people, 'Awaiting approval');
    const newest = people.messages(DEPLOYS, { as: APPROVER }).at(-1);
    await people.press(ON_CALL, newest ?? never(), 'Approve and promote');
    await until(people, 'Completed');
  }, 60_000);
});

function never(): never {
  throw new Error('there is no card');
}

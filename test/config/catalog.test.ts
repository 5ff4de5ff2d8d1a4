import { describe, expect, test } from '@jest/globals';
import { parseCatalog } from '../../src/config/catalog.ts';
import { ConfigProblem } from '../../src/config/problem.ts';
import { OCCASIONS } from '../../src/model/notice.ts';
import { EVIDENCE } from '../evidence-rules.ts';

const MIB = 1024 * 1024;
const GOOD = `home: {cluster: home, namespace: rollbridge}
clusters:
  home: {context: home}
services:
  shop:
    image: ghcr.io/acme/shop
    environments:
      production:
        channel: C0DEPLOYS
        access: {deploy: ["@devs"], approve: ["@sre", U0123ABCD]}
        targets:
          - {region: eu, cluster: home, namespace: shop, kind: Rollout, name: shop, container: app}
`;

/** The good catalog with one piece replaced. */
function changed(from: string, to: string): string {
  if (!GOOD.includes(from)) throw new Error(`the good catalog does not have ${from}`);
  return GOOD.replace(from, to);
}

function linesOf(text: string): readonly string[] {
  try {
    parseCatalog(text);
    return [];
  } catch (error) {
    if (error instanceof ConfigProblem) return error.lines;
    throw error;
  }
}

describe('a catalog without mistakes', () => {
  test('becomes services, environments and targets', () => {
    expect(parseCatalog(GOOD)).toEqual({
      home: { cluster: 'home', namespace: 'rollbridge' },
      clusters: { home: { context: 'home', prometheus: null } },
      evidence: { ...EVIDENCE, capture: true },
      history: { keep: 50 },
      incidents: { invite: [], bridge: null, statusChannel: null, timelineEmoji: 'pushpin', keep: 50 },
      outward: { destinations: [], giveUpAfterMs: 7_200_000, oncall: null },
      defaultEnvironment: 'production',
      services: [
        {
          name: 'shop',
          image: 'ghcr.io/acme/shop',
          environments: [
            {
              name: 'production',
              channel: 'C0DEPLOYS',
              access: {
                deploy: [{ kind: 'group', handle: 'devs' }],
                approve: [
                  { kind: 'group', handle: 'sre' },
                  { kind: 'user', id: 'U0123ABCD' },
                ],
                rollback: [],
                approvals: 1,
                requesterMayApprove: false,
              },
              rollback: { verifyWithinMs: 120_000, acknowledge: true, remindAfterMs: 900_000 },
              critical: false,
              drill: { traffic: false, withinMs: 300_000, everyMs: null },
              debug: { images: [], forMs: 1_800_000 },
              alerts: [],
              targets: [
                { region: 'eu', cluster: 'home', namespace: 'shop', kind: 'Rollout', name: 'shop', container: 'app' },
              ],
            },
          ],
        },
      ],
    });
  });

  const accesses: [string, string, { approvals: number; requesterMayApprove: boolean }][] = [
    ['no approvers need no approvals', '{deploy: [U0123ABCD]}', { approvals: 0, requesterMayApprove: false }],
    ['approvers need one approval', '{deploy: ["@a"], approve: ["@b"]}', { approvals: 1, requesterMayApprove: false }],
    [
      'what is said counts',
      '{deploy: ["@a"], approve: ["@b"], approvals: 2, requesterMayApprove: true}',
      { approvals: 2, requesterMayApprove: true },
    ],
    [
      'approvers without a gate are allowed',
      '{deploy: ["@a"], approve: ["@b"], approvals: 0}',
      { approvals: 0, requesterMayApprove: false },
    ],
  ];
  test.each(accesses)('access: %s', (_, access, expected) => {
    const catalog = parseCatalog(changed('{deploy: ["@devs"], approve: ["@sre", U0123ABCD]}', access));
    expect(catalog.services[0]?.environments[0]?.access).toMatchObject(expected);
  });

  test.each([
    ['{}', null],
    ['', null],
    ['{inCluster: true}', null],
    ['{context: "arn:aws:eks:eu-west-1:1:cluster/a"}', 'arn:aws:eks:eu-west-1:1:cluster/a'],
  ])('a cluster written as %j is reached by the context %j', (cluster, context) => {
    expect(parseCatalog(changed('{context: home}', cluster)).clusters).toMatchObject({ home: { context } });
  });

  test('evidence is captured as the catalog says, with queries for the Prometheus of each cluster', () => {
    const text = changed('{context: home}', '{context: home, prometheus: {url: "https://prometheus.example/prom"}}');
    const rules = `{directory: /var/lib/rollbridge, keep: 3, within: 45s, recorder: {record: false, perRelease: 1MiB}, queries: {errors: "sum(e{ns='{{namespace}}'})"}}`;
    const { clusters, evidence } = parseCatalog(`${text}evidence: ${rules}\n`);
    expect(clusters.home?.prometheus).toEqual({ url: 'https://prometheus.example/prom' });
    expect(evidence).toEqual({
      ...EVIDENCE,
      capture: true,
      directory: '/var/lib/rollbridge',
      keep: 3,
      withinMs: 45_000,
      recorder: { record: false, perRelease: MIB, total: 64 * MIB },
      queries: { errors: "sum(e{ns='{{namespace}}'})" },
    });
    expect(parseCatalog(`${GOOD}evidence: {capture: false}\n`).evidence.capture).toBe(false);
  });

  test.each([
    ['{retention: {age: 90d}}', { ageMs: 90 * 86_400_000, bytes: null }],
    ['{retention: {age: 12h, size: 5GiB}}', { ageMs: 12 * 3_600_000, bytes: 5 * 1024 ** 3 }],
    ['{retention: {size: 500MiB}}', { ageMs: null, bytes: 500 * 1024 ** 2 }],
    ['{}', { ageMs: null, bytes: null }],
  ])('evidence with the rules %s goes by age and size', (rules, retention) => {
    expect(parseCatalog(`${GOOD}evidence: ${rules}\n`).evidence).toMatchObject({ retention });
  });

  test('evidence may be put into a bucket; its keys are no matter of the catalog', () => {
    const bucket = (text: string) => parseCatalog(`${GOOD}evidence: {bucket: ${text}}\n`).evidence.bucket;
    expect(bucket('{endpoint: "https://s3.example", name: evidence}')).toEqual({
      endpoint: 'https://s3.example',
      name: 'evidence',
      prefix: '',
      region: 'us-east-1',
    });
    expect(
      bucket('{endpoint: "http://store:7070/", name: evidence, prefix: team/shop, region: eu-central-1}'),
    ).toMatchObject({ endpoint: 'http://store:7070/', prefix: 'team/shop', region: 'eu-central-1' });
  });

  test('evidence loses e-mail addresses and patterns of the catalog where it says so', () => {
    const redact = (text: string) => parseCatalog(`${GOOD}evidence: {redact: ${text}}\n`).evidence.redact;
    expect(redact("{emails: true, patterns: ['cust-\\d{6}']}")).toEqual({ emails: true, patterns: ['cust-\\d{6}'] });
    expect(redact('{}')).toEqual({ emails: false, patterns: [] });
  });

  test('a query may have a limit, by which things are right after a rollback', () => {
    const text = changed('{context: home}', '{context: home, prometheus: {url: "http://p:9090"}}');
    const queries =
      '{errors: {query: e, max: 0.05}, requests: {query: r, min: 1}, both: {query: b, min: -1, max: 2}, none: n}';
    expect(parseCatalog(`${text}evidence: {queries: ${queries}}\n`).evidence).toMatchObject({
      queries: { errors: 'e', requests: 'r', both: 'b', none: 'n' },
      limits: { errors: { min: null, max: 0.05 }, requests: { min: 1, max: null }, both: { min: -1, max: 2 } },
    });
  });

  test.each([
    ['left out', '', 120_000],
    ['in seconds', 'rollback: {verifyWithin: 90s}\n        ', 90_000],
    ['in minutes', 'rollback: {verifyWithin: 5m}\n        ', 300_000],
  ])('the time for things to be right after a rollback, %s', (_, text, ms) => {
    const { services } = parseCatalog(changed('channel: ', `${text}channel: `));
    expect(services[0]?.environments[0]?.rollback.verifyWithinMs).toBe(ms);
  });

  test.each([
    ['left out', '', { traffic: false, withinMs: 300_000, everyMs: null }],
    [
      'a service for drills',
      'drill: {traffic: true, within: 10m}',
      { traffic: true, withinMs: 600_000, everyMs: null },
    ],
    ['once a month', 'drill: {every: 30d}', { traffic: false, withinMs: 300_000, everyMs: 2_592_000_000 }],
  ])('rules for drills, %s', (_, rules, expected) => {
    const { services } = parseCatalog(changed('channel: ', `${rules}\n        channel: `));
    expect(services[0]?.environments[0]?.drill).toEqual(expected);
  });

  test.each([
    ['asked where approvals are needed', '{deploy: ["@a"], approve: ["@b"]}', '', true],
    ['not asked where none are', '{deploy: ["@a"]}', '', false],
    ['not asked where there is one person only', '{deploy: [U0123ABCD], approve: [U0123ABCD]}', '', false],
    ['asked where it is said', '{deploy: ["@a"]}', 'rollback: {acknowledge: true}', true],
    ['not asked where it is said', '{deploy: ["@a"], approve: ["@b"]}', 'rollback: {acknowledge: false}', false],
  ])('a second person after a rollback: %s', (_, access, rule, asked) => {
    const text = changed('{deploy: ["@devs"], approve: ["@sre", U0123ABCD]}', `${access}\n        ${rule}`);
    expect(parseCatalog(text).services[0]?.environments[0]?.rollback.acknowledge).toBe(asked);
  });

  test('rules for alerts match whole values or patterns, and suspect a release for 30 minutes unless they say otherwise', () => {
    const rules =
      '[{match: {alertname: "/High.*/", service: shop}, then: rollback, within: 2h, incident: sev1}, {match: {a: ""}, then: ask}]';
    const text = changed('channel: ', `alerts: ${rules}\n        channel: `);
    expect(parseCatalog(text).services[0]?.environments[0]?.alerts).toEqual([
      {
        match: [
          { label: 'alertname', is: /^(?:High.*)$/su },
          { label: 'service', is: 'shop' },
        ],
        does: 'rollback',
        incident: 'sev1',
        withinMs: 7_200_000,
      },
      { match: [{ label: 'a', is: '' }], does: 'ask', incident: null, withinMs: 1_800_000 },
    ]);
  });

  test('keeps as many releases as it says, else 50', () => {
    expect(parseCatalog(`${GOOD}history: {keep: 5}\n`).history.keep).toBe(5);
    expect(parseCatalog(`${GOOD}history: {}\n`).history.keep).toBe(50);
  });

  test('a target is called by its cluster when it names no region, and is a Rollout when it names no kind', () => {
    const { services } = parseCatalog(
      changed('region: eu, cluster: home, namespace: shop, kind: Rollout', 'cluster: home, namespace: shop'),
    );
    expect(services[0]?.environments[0]?.targets).toMatchObject([{ region: 'home', kind: 'Rollout' }]);
  });

  test('several targets are read in their order', () => {
    const { services } = parseCatalog(
      `${GOOD}          - {region: us, cluster: home, namespace: shop-us, name: shop, container: app}\n`,
    );
    expect(services[0]?.environments[0]?.targets.map(({ region }) => region)).toEqual(['eu', 'us']);
  });

  test.each([
    ['the only environment', changed('production:', 'staging:'), 'staging'],
    ['production among several', `${GOOD}      staging: ${environment('staging')}`, 'production'],
    [
      'the one that is named',
      `defaultEnvironment: staging\n${GOOD}      staging: ${environment('staging')}`,
      'staging',
    ],
  ])('the default environment is %s', (_, text, expected) => {
    expect(parseCatalog(text).defaultEnvironment).toBe(expected);
  });

  test.each(['shop', 'localhost:5000/shop', 'registry.acme.dev/a/b/c', 'acme/shop_x', 'ghcr.io/acme/shop--x'])(
    'the image %s is a repository',
    (image) => expect(parseCatalog(changed('ghcr.io/acme/shop', image)).services[0]?.image).toBe(image),
  );

  test('anchors save repetition', () => {
    const text = `${changed('access: {', 'access: &who {')}      staging: {channel: C0STAGING, access: *who, targets: [{cluster: home, namespace: s, name: s, container: app}]}\n`;
    const [production, staging] = parseCatalog(text).services[0]?.environments ?? [];
    expect(staging?.access).toEqual(production?.access);
  });
});

function environment(namespace: string): string {
  return `{channel: C0OTHER, access: {deploy: ["@devs"]}, targets: [{cluster: home, namespace: ${namespace}, name: shop, container: app}]}\n`;
}

describe('a catalog with one mistake says where it is and what to do', () => {
  const path = 'services.shop.environments.production';
  const mistakes: [string, string, string][] = [
    [
      'a channel by its name',
      changed('C0DEPLOYS', 'deploys'),
      `line 9, ${path}.channel: expected a channel id such as C0123ABCD, found "deploys". Hint: open the channel's details in Slack and copy the id at the bottom.`,
    ],
    [
      'a direct message as channel',
      changed('C0DEPLOYS', 'D0123ABCD'),
      `line 9, ${path}.channel: expected a channel id such as C0123ABCD, found "D0123ABCD". Hint: open`,
    ],
    [
      'no channel',
      changed('        channel: C0DEPLOYS\n', ''),
      `line 8, ${path}.channel: expected a channel id such as C0123ABCD, found nothing`,
    ],
    [
      'a mistyped key',
      changed('image:', 'imgae:'),
      'line 6, services.shop.imgae: there is no such key. Hint: did you mean image?',
    ],
    [
      'an unknown key',
      changed('    image:', '    replicas: 3\n    image:'),
      'line 6, services.shop.replicas: there is no such key. Hint: known here: image, environments.',
    ],
    [
      'an unknown key at the top',
      `tempo: fast\n${GOOD}`,
      'line 1, tempo: there is no such key. Hint: known here: home',
    ],
    [
      'an unknown key of a target',
      changed('container: app', 'container: app, port: 80'),
      `line 12, ${path}.targets[0].port: there is no such key`,
    ],
    [
      'a mistyped key of access',
      changed('approve:', 'aprove:'),
      `line 10, ${path}.access.aprove: there is no such key. Hint: did you mean approve?`,
    ],
    [
      'a key that stands twice',
      changed('        channel: C0DEPLOYS', '        channel: C0DEPLOYS\n        channel: C0OTHER'),
      `line 10, ${path}.channel: this key stands twice. Hint: it stands on line 9 already, so merge the two or rename one.`,
    ],
    [
      'a service that stands twice',
      `${GOOD}  shop:\n    image: x\n    environments: {production: ${environment('other').trim()}}\n`,
      'line 13, services.shop: this key stands twice. Hint: it stands on line 5 already',
    ],
    [
      'an address of a Prometheus without its protocol',
      changed('{context: home}', '{context: home, prometheus: {url: "prometheus:9090"}}'),
      'line 3, clusters.home.prometheus.url: expected an address such as http://prometheus.monitoring:9090, found',
    ],
    [
      'an age of evidence without its unit',
      `${GOOD}evidence: {retention: {age: 90}}\n`,
      'line 13, evidence.retention.age: expected hours or days such as 12h or 90d, found 90',
    ],
    [
      'a size of evidence that is too small for one capture',
      `${GOOD}evidence: {retention: {size: 10MiB}}\n`,
      'line 13, evidence.retention.size: expected a size of at least 100MiB such as 500MiB or 5GiB, found "10MiB"',
    ],
    [
      'an address of a bucket with the bucket in it',
      `${GOOD}evidence: {bucket: {endpoint: "https://s3.example/evidence", name: evidence}}\n`,
      'line 13, evidence.bucket.endpoint: expected an address such as https://s3.eu-central-1.amazonaws.com, found',
    ],
    [
      'keys of a bucket in the catalog',
      `${GOOD}evidence: {bucket: {endpoint: "https://id:secret@s3.example", name: evidence}}\n`,
      'line 13, evidence.bucket.endpoint: expected an address such as https://s3.eu-central-1.amazonaws.com, found ' +
        '"https://…@s3.example". Hint: without the bucket, which `name` says, and without keys',
    ],
    [
      'a bucket that cannot be one',
      `${GOOD}evidence: {bucket: {endpoint: "https://s3.example", name: Evidence}}\n`,
      'line 13, evidence.bucket.name: expected the name of a bucket: 3 to 63 lower-case letters',
    ],
    [
      'a pattern that a log could be slow for',
      `${GOOD}evidence: {redact: {patterns: ['ok-\\d{4}', '(a+)+b']}}\n`,
      'line 13, evidence.redact.patterns[1]: expected a simple pattern such as cust-\\d{6}, found "(a+)+b". Hint: characters, classes',
    ],
    [
      'a folder for evidence that depends on where the program was started',
      `${GOOD}evidence: {directory: evidence}\n`,
      'line 13, evidence.directory: expected an absolute path such as /var/lib/rollbridge/evidence, found "evidence"',
    ],
    [
      'captures of which none is kept',
      `${GOOD}evidence: {keep: 0}\n`,
      'line 13, evidence.keep: expected a whole number of at least 1, found 0',
    ],
    [
      'more memory for the recorder than is sensible',
      `${GOOD}evidence: {recorder: {total: 1GiB}}\n`,
      'line 13, evidence.recorder.total: expected an amount of memory from 1MiB to 999MiB, found "1GiB"',
    ],
    [
      'a history of nothing',
      `${GOOD}history: {keep: 0}\n`,
      'line 13, history.keep: expected a whole number of at least 1, found 0',
    ],
    [
      'a capture without end',
      `${GOOD}evidence: {within: 1h}\n`,
      'line 13, evidence.within: expected seconds from 1s to 599s, found "1h"',
    ],
    [
      'a query with a placeholder that nobody fills',
      changed('{context: home}', '{context: home, prometheus: {url: "http://p:9090"}}') +
        `evidence: {queries: {errors: "e{pod='{{pod}}'}"}}\n`,
      'line 13, evidence.queries.errors: expected a query in PromQL, found',
    ],
    [
      'an acknowledgement that nobody could give',
      changed(
        '{deploy: ["@devs"], approve: ["@sre", U0123ABCD]}',
        '{deploy: [U0123ABCD]}\n        rollback: {acknowledge: true}',
      ),
      'line 11, services.shop.environments.production.rollback.acknowledge: nobody else is there',
    ],
    [
      'a rule for alerts that matches every alert',
      changed('channel: ', 'alerts: [{match: {}, then: ask}]\n        channel: '),
      `line 9, ${path}.alerts[0].match: expected at least one of the labels of the alert`,
    ],
    [
      'a rule for alerts that does nothing known',
      changed('channel: ', 'alerts: [{match: {alertname: X}, then: page}]\n        channel: '),
      `line 9, ${path}.alerts[0].then: expected ask or rollback, found "page". Hint: ask puts a question`,
    ],
    [
      'a bridge with something in braces that nobody knows',
      `${GOOD}incidents: {bridge: "https://meet.example.com/{{team}}"}\n`,
      `line ${GOOD.split('\n').length}, incidents.bridge: expected huddle, or a link such as https://meet.example.com/{{incident}}, found`,
    ],
    [
      'an incident of no known severity',
      changed('channel: ', 'alerts: [{match: {a: X}, then: ask, incident: high}]\n        channel: '),
      `line 9, ${path}.alerts[0].incident: expected sev1, sev2 or sev3, found "high". Hint: sev1 is the worst`,
    ],
    [
      'a pattern for alerts that cannot be read',
      changed('channel: ', 'alerts: [{match: {alertname: "/High(/"}, then: ask}]\n        channel: '),
      `line 9, ${path}.alerts[0].match.alertname: expected the value of a label, or a pattern such as /High.*/, found`,
    ],
    [
      'a label of an alert that no Prometheus could have',
      changed('channel: ', 'alerts: [{match: {alert-name: X}, then: ask}]\n        channel: '),
      `line 9, ${path}.alerts[0].match.alert-name: expected the name of a label: letters, digits and "_", found "alert-name"`,
    ],
    [
      'a rule for alerts that is never reached',
      changed(
        'channel: ',
        'alerts: [{match: {a: X, b: Y}, then: ask}, {match: {b: Y, a: X}, then: rollback}]\n        channel: ',
      ),
      `line 9, ${path}.alerts[1]: this rule matches the same alerts as alerts[0]. Hint: only the first one counts`,
    ],
    [
      'a query with a limit that is none',
      changed('{context: home}', '{context: home, prometheus: {url: "http://p:9090"}}') +
        'evidence: {queries: {errors: {query: up, max: many}}}\n',
      'line 13, evidence.queries.errors.max: expected a number, found "many"',
    ],
    [
      'a query with no limit where one could be',
      changed('{context: home}', '{context: home, prometheus: {url: "http://p:9090"}}') +
        'evidence: {queries: {errors: {query: up}}}\n',
      'line 13, evidence.queries.errors: expected a query with max, min or both, found',
    ],
    [
      'a time that is none',
      changed('channel: ', 'rollback: {verifyWithin: soon}\n        channel: '),
      'line 9, services.shop.environments.production.rollback.verifyWithin: expected a time such as 90s',
    ],
    [
      'a query whose name cannot be the name of a file',
      changed('{context: home}', '{context: home, prometheus: {url: "http://p:9090"}}') +
        'evidence: {queries: {a/b: up}}\n',
      'line 13, evidence.queries.a/b: expected a name of letters, digits, "-", "_" and ".", found "a/b"',
    ],
    [
      'queries without a Prometheus',
      `${GOOD}evidence: {queries: {up: up}}\n`,
      'line 13, evidence.queries: no cluster has a Prometheus to ask. Hint: add prometheus: {url: …} to a cluster',
    ],
    [
      'a target in an unknown cluster',
      changed('region: eu, cluster: home', 'region: eu, cluster: hme'),
      `line 12, ${path}.targets[0].cluster: expected a cluster of \`clusters\`, found "hme". Hint: did you mean home?`,
    ],
    [
      'a home in an unknown cluster',
      changed('home: {cluster: home', 'home: {cluster: base-camp'),
      'line 1, home.cluster: expected a cluster of `clusters`, found "base-camp". Hint: known here: home.',
    ],
    [
      'a cluster that is named like a property of every object',
      changed('region: eu, cluster: home', 'region: eu, cluster: constructor'),
      `line 12, ${path}.targets[0].cluster: expected a cluster`,
    ],
    [
      'two names of one cluster',
      changed('{context: home}', '{context: home}\n  again: {context: home}'),
      'line 4, clusters.again: this is the same cluster as clusters.home. Hint: name each cluster once',
    ],
    [
      'two clusters the bot runs in',
      changed('{context: home}', '{}\n  again: {inCluster: true}'),
      'line 4, clusters.again: this is the same cluster as clusters.home.',
    ],
    [
      'a cluster with context that is the one the bot runs in',
      changed('{context: home}', '{context: home, inCluster: true}'),
      'line 3, clusters.home: expected either context or inCluster, found both.',
    ],
    [
      'a cluster that is not the one the bot runs in, and no other',
      changed('{context: home}', '{inCluster: false}'),
      'line 3, clusters.home.inCluster: expected true, found false.',
    ],
    [
      'nobody who may deploy',
      changed('deploy: ["@devs"]', 'deploy: []'),
      `line 10, ${path}.access.deploy: expected at least one group or person who may deploy, found an empty list.`,
    ],
    [
      'no word on who may deploy',
      changed('deploy: ["@devs"], ', ''),
      `line 10, ${path}.access.deploy: expected a list of groups and people, found nothing.`,
    ],
    [
      'no access',
      changed('        access: {deploy: ["@devs"], approve: ["@sre", U0123ABCD]}\n', ''),
      `line 8, ${path}.access: expected a mapping, found nothing.`,
    ],
    [
      'approvals without approvers',
      changed('approve: ["@sre", U0123ABCD]', 'approvals: 1'),
      `line 10, ${path}.access.approvals: 1 approvals are needed, but nobody may approve. Hint: add an approve list, or set approvals: 0.`,
    ],
    [
      'more approvals than approvers',
      changed('approve: ["@sre", U0123ABCD]', 'approve: [U0123ABCD], approvals: 2'),
      `line 10, ${path}.access.approvals: 2 approvals are needed, but only 1 may approve.`,
    ],
    [
      'half an approval',
      changed('approve: ["@sre", U0123ABCD]', 'approve: ["@sre"], approvals: 0.5'),
      `line 10, ${path}.access.approvals: expected a whole number from 0 to 50, found 0.5.`,
    ],
    [
      'a negative number of approvals',
      changed('approve: ["@sre", U0123ABCD]', 'approvals: -1'),
      `line 10, ${path}.access.approvals: expected a whole number from 0 to 50, found -1.`,
    ],
    [
      'a word for yes',
      changed('approve: [', 'requesterMayApprove: yes, approve: ['),
      `line 10, ${path}.access.requesterMayApprove: expected true or false, found "yes".`,
    ],
    [
      'a person by name',
      changed('U0123ABCD', 'anna'),
      `line 10, ${path}.access.approve[1]: expected a user group such as "@devs" or a member id such as U0123ABCD, found "anna".`,
    ],
    [
      'a person listed twice',
      changed('"@sre", U0123ABCD', '"@sre", U0123ABCD, "@sre"'),
      `line 10, ${path}.access.approve[2]: this group or person is listed twice.`,
    ],
    [
      'a group that is no list',
      changed('deploy: ["@devs"]', 'deploy: "@devs"'),
      `line 10, ${path}.access.deploy: expected a list of groups and people, found "@devs".`,
    ],
    [
      'a group without quotes',
      changed('"@devs"', '@devs'),
      'line 10: Plain value cannot start with reserved character @. Hint: put names that begin with @ in quotes, for example "@devs".',
    ],
    [
      'an image with a tag',
      changed('acme/shop\n', 'acme/shop:1.0\n'),
      'line 6, services.shop.image: expected an image without tag or digest, found "ghcr.io/acme/shop:1.0". Hint: the version is chosen by each release, so leave it out here.',
    ],
    [
      'an image with a digest',
      changed('acme/shop\n', `acme/shop@sha256:${'a'.repeat(64)}\n`),
      'line 6, services.shop.image: expected an image without tag or digest, found "ghcr.io',
    ],
    [
      'an image in capitals',
      changed('acme/shop\n', 'Acme/Shop\n'),
      'line 6, services.shop.image: expected an image repository such as ghcr.io/acme/shop, found "ghcr.io/Acme/Shop".',
    ],
    [
      'an object that is two targets',
      `${GOOD}          - {region: us, cluster: home, namespace: shop, name: shop, container: app}\n`,
      `line 13, ${path}.targets[1]: home/shop/shop is a target already: ${path}.targets[0]. Hint: an object can belong to one environment of one service only.`,
    ],
    [
      'an object that belongs to two services',
      `${GOOD}  cart:\n    image: a/cart\n    environments: {production: ${environment('shop').trim()}}\n`,
      `line 15, services.cart.environments.production.targets[0]: home/shop/shop is a target already: ${path}.targets[0].`,
    ],
    [
      'a region that stands twice',
      `${GOOD}          - {region: eu, cluster: home, namespace: other, name: shop, container: app}\n`,
      `line 13, ${path}.targets[1]: the region eu stands in targets[0] already.`,
    ],
    [
      'a service Kubernetes would refuse',
      changed('  shop:\n', '  Shop_1:\n'),
      'line 5, services.Shop_1: expected a name of lower-case letters, digits and "-", at most 63 long, found "Shop_1".',
    ],
    [
      'a service with a name that is too long',
      changed('  shop:\n', `  ${'a'.repeat(64)}:\n`),
      `line 5, services.${'a'.repeat(64)}: expected a name`,
    ],
    [
      'an environment Kubernetes would refuse',
      changed('production:', 'pro.duction:'),
      'line 8, services.shop.environments.pro.duction: expected a name',
    ],
    [
      'a namespace Kubernetes would refuse',
      changed('namespace: shop', 'namespace: shop_ns'),
      `line 12, ${path}.targets[0].namespace: expected a name of lower-case letters, digits and "-", at most 63 long, found "shop_ns". Hint: it must begin`,
    ],
    [
      'a namespace that is a number',
      changed('namespace: shop', 'namespace: 12'),
      `line 12, ${path}.targets[0].namespace: expected a name of lower-case letters, digits and "-", at most 63 long, found 12.`,
    ],
    [
      'a Rollout Kubernetes would refuse',
      changed('name: shop,', 'name: -shop,'),
      `line 12, ${path}.targets[0].name: expected the name of an object`,
    ],
    [
      'a container Kubernetes would refuse',
      changed('container: app', 'container: app.1'),
      `line 12, ${path}.targets[0].container: expected a name`,
    ],
    [
      'no container',
      changed(', container: app', ''),
      `line 12, ${path}.targets[0].container: expected a name of lower-case letters, digits and "-", at most 63 long, found nothing.`,
    ],
    [
      'a kind that cannot be released',
      changed('kind: Rollout', 'kind: Deployment'),
      `line 12, ${path}.targets[0].kind: expected Rollout, found "Deployment".`,
    ],
    [
      'no targets',
      changed(
        '\n          - {region: eu, cluster: home, namespace: shop, kind: Rollout, name: shop, container: app}',
        ' []',
      ),
      `line 11, ${path}.targets: expected at least one target, found an empty list.`,
    ],
    [
      'no services',
      `${GOOD.slice(0, GOOD.indexOf('services:'))}services: {}\n`,
      'line 4, services: expected at least one of the services, found a mapping.',
    ],
    [
      'nothing under services',
      `${GOOD.slice(0, GOOD.indexOf('services:'))}services:\n`,
      'line 4, services: expected at least one of the services, found nothing.',
    ],
    [
      'a service without environments',
      `${GOOD.slice(0, GOOD.indexOf('      production:'))}      {}\n`,
      'line 7, services.shop.environments: expected at least one of the environments of this service, found a mapping.',
    ],
    [
      'several environments and no default',
      `${changed('production:', 'test:')}      staging: ${environment('staging')}`,
      'line 1, defaultEnvironment: expected one of the environments test, staging, found nothing. Hint: it says which one is meant when nobody names one.',
    ],
    [
      'an unknown default environment',
      `defaultEnvironment: prodution\n${GOOD}`,
      'line 1, defaultEnvironment: expected an environment of a service, found "prodution". Hint: did you mean production?',
    ],
    ['a sentence instead of a catalog', 'hello there\n', 'line 1: expected a mapping, found "hello there".'],
    ['an empty file', '', 'line 1: expected a mapping, found nothing.'],
    ['a bracket that is never closed', changed('{context: home}', '{context: home'), 'line 4: '],
    ['a tab for indentation', changed('  home: {context: home}', '\thome: {context: home}'), 'line 3: '],
    [
      'an alias without an anchor',
      changed('access: {deploy: ["@devs"], approve: ["@sre", U0123ABCD]}', 'access: *who'),
      `line 10, ${path}.access: there is no anchor &who.`,
    ],
    ['two documents', `${GOOD}---\n${GOOD}`, 'line 13: Source contains multiple documents'],
  ];
  test.each(mistakes)('%s', (_, text, expected) => {
    const lines = linesOf(text);
    expect(lines.filter((line) => line.startsWith(expected))).toHaveLength(1);
    expect(lines.join('\n')).not.toContain('undefined');
  });

  test('and the same catalog without it says nothing', () => expect(linesOf(GOOD)).toEqual([]));
});

test('every mistake is told at once, in the order of the lines', () => {
  const text = GOOD.replace('C0DEPLOYS', 'deploys')
    .replace('image:', 'imgae:')
    .replace('"@devs"', '"@devs", bob')
    .replace('eu, cluster: home', 'eu, cluster: hom')
    .replace('container: app', 'container: App')
    .replace('approve:', 'approvals: 3, approve:')
    .replace('["@sre", U0123ABCD]', '[U0123ABCD]');
  expect(linesOf(text).map((line) => line.split(':')[0])).toEqual([
    'line 5, services.shop.image',
    'line 6, services.shop.imgae',
    'line 9, services.shop.environments.production.channel',
    'line 10, services.shop.environments.production.access.deploy[1]',
    'line 10, services.shop.environments.production.access.approvals',
    'line 12, services.shop.environments.production.targets[0].container',
    'line 12, services.shop.environments.production.targets[0].cluster',
  ]);
});

test('aliases that multiply are refused, not unfolded', () => {
  const levels = Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`);
  expect(linesOf(['a0: &a0 [x]', ...levels].join('\n'))).toEqual([
    'line 1: Excessive alias count indicates a resource exhaustion attack.',
  ]);
});

describe('systems outside', () => {
  const outward = (text: string) => `${GOOD}\noutward: ${text}\n`;
  const hooks = 'webhook: {url: "https://h.example/x", secret: {env: HOOK}}';

  test('are told by name, of all unless it is said of what', () => {
    const text = outward(
      `{giveUpAfter: 6h, destinations: {a: {${hooks}}, b: {${hooks}, about: [releases], services: [shop]}}}`,
    );
    const [a, b] = parseCatalog(text).outward.destinations;
    const via = { kind: 'webhook', url: 'https://h.example/x', secret: { from: 'env', name: 'HOOK' } };
    expect(a).toEqual({ name: 'a', via, occasions: OCCASIONS, services: null, environments: null });
    expect(b).toMatchObject({ services: ['shop'] });
    expect(b?.occasions).toEqual(['release.completed', 'release.rolled_back', 'release.aborted']);
    expect(parseCatalog(text).outward.giveUpAfterMs).toBe(6 * 60 * 60_000);
  });

  test('are told in the way of each, with its usual address', () => {
    const key = '{env: KEY}';
    const text = outward(`{destinations: {
      a: {pagerduty: {routingKey: ${key}}}, b: {opsgenie: {key: ${key}, team: Shop}}, e: {discord: {url: {file: /run/x}}},
      c: {jira: {url: "https://acme.atlassian.net", project: OPS, user: bot@acme.example, token: ${key}}}, d: {teams: {url: ${key}}}}}`);
    const { destinations } = parseCatalog(text).outward;
    const place = { from: 'env', name: 'KEY' };
    expect(Object.fromEntries(destinations.map(({ name, via }) => [name, via]))).toEqual({
      a: { kind: 'pagerduty', url: 'https://events.pagerduty.com', routingKey: place },
      b: { kind: 'opsgenie', url: 'https://api.opsgenie.com', key: place, team: 'Shop' },
      c: {
        kind: 'jira',
        url: 'https://acme.atlassian.net',
        project: 'OPS',
        issueType: 'Task',
        user: 'bot@acme.example',
        token: place,
      },
      d: { kind: 'teams', url: place },
      e: { kind: 'discord', url: { from: 'file', path: '/run/x' } },
    });
    const used = destinations.map(({ name, occasions }) => `${name} ${occasions.length}`);
    expect(used).toEqual(['a 7', 'b 4', 'e 7', 'c 1', 'd 7']);
  });

  test('may be asked who is on call, by service or for all', () => {
    const { oncall } = parseCatalog(
      outward('{oncall: {pagerduty: {token: {env: T}, escalationPolicy: PALL01, services: {shop: PSHOP1}}}}'),
    ).outward;
    const token = { from: 'env', name: 'T' };
    const url = 'https://api.pagerduty.com';
    expect(oncall).toEqual({ url, token, escalationPolicy: 'PALL01', services: { shop: 'PSHOP1' } });
  });

  test.each([
    ['{oncall: {pagerduty: {token: {env: T}, services: {shp: PSHOP1}}}}', /expected one of the services.*found "shp"/],
    ['{oncall: {pagerduty: {token: {env: T}, escalationPolicy: shop}}}', /the id of an escalation policy/],
    ['{destinations: {a: {opsgenie: {key: {env: K}}, about: [releases]}}}', /opsgenie is told of nothing/],
    [`{destinations: {a: {${hooks}, teams: {url: {env: K}}}}}`, /exactly one of/],
    [
      '{destinations: {a: {jira: {url: "https://a.example/x", project: OPS, user: a, token: {env: K}}}}}',
      /an address such as/,
    ],
    [
      '{destinations: {a: {jira: {url: "https://a.example", project: ops, user: a, token: {env: K}}}}}',
      /the key of a project/,
    ],
    ['{destinations: {}}', /at least one of the destinations/],
    ['{destinations: {a: {}}}', /exactly one of .*webhook/],
    [`{destinations: {A_b: {${hooks}}}}`, /a name of lower-case letters/],
    [`{destinations: {a: {${hooks}, services: [shp]}}}`, /expected one of the services.*found "shp".*shop/],
    [`{destinations: {a: {${hooks}, environments: [prod]}}}`, /expected one of the environments/],
    [`{destinations: {a: {${hooks}, about: [people]}}}`, /expected incidents or releases, found "people"/],
  ])('%s is a mistake', (text, words) => {
    expect(linesOf(outward(text)).join()).toMatch(words);
  });

  test.each([
    'webhook: {url: "https://h.example/x", secret: whsec_hunter2}',
    'webhook: {url: "https://h.example/x", secret: {value: hunter2}}',
    'webhook: {url: "https://h.example/x", secret: {env: "hunter2 is my secret"}}',
    'webhook: {url: "https://ann:hunter2@h.example/x", secret: {env: HOOK}}',
    'webhook: {url: "hunter2", secret: {env: HOOK}}',
  ])('a secret that stands in the catalog itself is a mistake that does not show it', (via) => {
    const lines = linesOf(outward(`{destinations: {a: {${via}}}}`)).join();
    expect(lines).toMatch(/expected (where it is|an address)/);
    expect(lines).not.toContain('hunter2');
  });
});

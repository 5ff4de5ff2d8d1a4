/**
 * The shape of the catalog's YAML, with what editors say about each key. What holds between its parts is in `checks.ts`.
 */
import * as z from 'zod';
import { QUERY_PLACEHOLDERS } from '../model/catalog.ts';
import { alertAnswer, labelMatch, severity } from './alert-fields.ts';
import {
  absolutePath,
  approvals,
  bound,
  bridgeLink,
  bucketName,
  bucketPrefix,
  captureTime,
  channel,
  contextName,
  debugImage,
  dnsLabel,
  emojiName,
  httpUrl,
  image,
  keptAge,
  keptCount,
  keptSize,
  keys,
  memorySize,
  objectName,
  onlyTrue,
  ownPattern,
  principal,
  promQuery,
  regionName,
  rollout,
  simpleName,
  storeUrl,
  waitingTime,
  yesOrNo,
} from './fields.ts';
import { mapping, named } from './mapping.ts';
import { outward } from './outward-schema.ts';

const people = z.array(principal, { error: 'a list of groups and people' }).meta({ uniqueItems: true });

const access = mapping({
  deploy: people
    .min(1, { error: 'at least one group or person who may deploy' })
    .describe('Who may start releases: user groups by handle ("@devs"), people by member id.'),
  approve: people.optional().describe('Who may approve and reject. Left out or empty: nobody.'),
  rollback: people.optional().describe('Who may roll back. Left out or empty: whoever may deploy or approve.'),
  approvals: approvals
    .optional()
    .describe(
      'How many different people must approve at each gate. Left out: 1 where somebody may approve, else 0. With 0 ' +
        'whoever may deploy may promote.',
    ),
  requesterMayApprove: yesOrNo
    .optional()
    .describe('Whether people may approve releases that they asked for themselves. Left out: no.'),
});

const target = mapping({
  region: simpleName.optional().describe('What the place is called in messages. Left out: the name of the cluster.'),
  cluster: simpleName.describe('One of the names under `clusters`.'),
  namespace: dnsLabel.describe('The namespace of the Rollout.'),
  kind: rollout.optional().describe('What kind of object is released. Left out: Rollout, of Argo Rollouts.'),
  name: objectName.describe('The name of the Rollout.'),
  container: dnsLabel.describe('The container whose image a release sets.'),
});

const rollback = mapping({
  verifyWithin: waitingTime
    .optional()
    .describe(
      'How long after a rollback pods, endpoints, traffic and numbers may take to be right again, for example 5m. Left ' +
        'out: 2m. After that it is said what is not right.',
    ),
  acknowledge: yesOrNo
    .optional()
    .describe(
      'Whether a second person is asked to acknowledge a rollback. Left out: where releases need an approval, because a ' +
        'rollback passes that gate.',
    ),
  remindAfter: waitingTime
    .optional()
    .describe(
      'When people are reminded of a rollback that nobody has acknowledged, for example 30m; again three times after ' +
        'longer pauses. Left out: 15m.',
    ),
});

const drill = mapping({
  traffic: yesOrNo
    .optional()
    .describe(
      'Whether this is a service for drills, with no people on it: then a drill may bring traffic to what it brings. Left ' +
        'out: no, and a drill stays on the preview.',
    ),
  within: waitingTime
    .optional()
    .describe('How long what a drill brings may take to be up, for example 10m. Left out: 5m.'),
  every: waitingTime
    .optional()
    .describe('People are reminded when the last drill is older than that, for example 30d. Left out: they are not.'),
});

const debug = mapping({
  images: z
    .array(debugImage, { error: 'a list of images' })
    .optional()
    .describe("Images with tools that may stand beside a copy of the service's pod, for example busybox:1.36."),
  for: waitingTime.optional().describe('How long such a pod may stay, for example 2h. Left out: 30m.'),
});

const alert = mapping({
  match: named(keys.alertLabel, labelMatch, 'the labels of the alert, for example `alertname: HighErrorRate`').describe(
    'Labels by name, with the value they must have, or a pattern between slashes that all of the value must fit. All of ' +
      'them must match. Name what tells this service from others: an alert that matches in two places is only told.',
  ),
  // biome-ignore lint/suspicious/noThenProperty: people write it, and it is no function
  then: alertAnswer.describe(
    'What is done when such an alert fires while a release may be to blame: ask in the thread, or roll back at once.',
  ),
  incident: severity
    .optional()
    .describe('Such an alert opens an incident as well, this bad; sev1 is the worst. Left out: it opens none.'),
  within: waitingTime
    .optional()
    .describe('How long after its end a release may still be to blame, for example 1h. Left out: 30m.'),
});

const environment = mapping({
  channel: channel.describe('The id of the Slack channel in which releases are shown; not its name.'),
  access: access.describe('Who may do what here.'),
  rollback: rollback.optional().describe('What follows a rollback here.'),
  critical: yesOrNo
    .optional()
    .describe(
      'Whether an incident is opened when a release is taken back here and nobody in Slack has asked for it: by its ' +
        'analysis, by the controller, by an alert, or from outside. Left out: no.',
    ),
  drill: drill.optional().describe('How a rollback is rehearsed here.'),
  debug: debug.optional().describe('Pods for debugging here.'),
  alerts: z
    .array(alert, { error: 'a list of rules' })
    .optional()
    .describe('What is done about alerts that Alertmanager sends. The first rule that matches counts.'),
  targets: z
    .array(target, { error: 'a list of targets' })
    .min(1, { error: 'at least one target' })
    .describe('What a release changes, one for each region.'),
});

const service = mapping({
  image: image.describe('The image repository without tag or digest, for example ghcr.io/acme/shop.'),
  environments: named(keys.label, environment, 'the environments of this service').describe(
    'The environments of this service by name, for example production.',
  ),
});

const cluster = mapping({
  context: contextName.optional().describe('The context of the kubeconfig that reaches it.'),
  inCluster: onlyTrue.optional().describe('This is the cluster in which the bot runs. The same as naming no context.'),
  prometheus: mapping({ url: httpUrl.describe('Its address, without the path of the API.') })
    .optional()
    .describe('The Prometheus that knows the pods of this cluster, for evidence.'),
}).nullable();

const limitedQuery = mapping({
  query: promQuery.describe('The query in PromQL.'),
  max: bound.optional().describe('After a rollback every value must be at most this.'),
  min: bound.optional().describe('After a rollback every value must be at least this.'),
}).refine(({ max, min }) => max !== undefined || min !== undefined, { error: 'a query with max, min or both' });

const recorder = mapping({
  record: yesOrNo.optional().describe('Whether anything is recorded. Left out: yes, unless nothing is captured.'),
  perRelease: memorySize.optional().describe('Memory for each release in flight. Left out: 4MiB.'),
  total: memorySize.optional().describe('Memory for all of them together. Left out: 64MiB.'),
});

const evidence = mapping({
  capture: yesOrNo.optional().describe('Whether evidence is captured at all. Left out: yes.'),
  directory: absolutePath
    .optional()
    .describe("The folder in which captures are kept. Left out: in the system's folder for temporary files."),
  keep: keptCount.optional().describe('How many captures of each service are kept, the newest. Left out: 20.'),
  retention: mapping({
    age: keptAge.optional().describe('Captures of any service that are older are removed, for example after 90d.'),
    size: keptSize
      .optional()
      .describe('While all captures together take more than this, for example 5GiB, the oldest is removed.'),
  })
    .optional()
    .describe('What is removed beside what `keep` removes. Left out: nothing.'),
  bucket: mapping({
    endpoint: storeUrl.describe('The address of a server that speaks the S3 protocol, without the bucket.'),
    name: bucketName.describe('The bucket. It has to be there.'),
    prefix: bucketPrefix.optional().describe('What stands before the names of archives. Left out: nothing.'),
    region: regionName.optional().describe('The region that requests are signed for. Left out: us-east-1.'),
  })
    .optional()
    .describe(
      'A bucket into which the archive of every capture is put as well. Its keys are the environment variables ' +
        'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    ),
  redact: mapping({
    emails: yesOrNo.optional().describe('Whether e-mail addresses are taken out. Left out: no.'),
    patterns: z
      .array(ownPattern, { error: 'a list of patterns' })
      .optional()
      .describe('Simple patterns of what else is taken out, for example cust-\\d{6}.'),
  })
    .optional()
    .describe('What is taken out of everything that is kept, beside secrets that their name or form betrays.'),
  within: captureTime.optional().describe('How long a capture may take, for example 20s, which it is when left out.'),
  recorder: recorder
    .optional()
    .describe('What is recorded of releases in flight, so that evidence has what is gone by the time of a capture.'),
  queries: z
    .record(keys.simple, z.union([promQuery, limitedQuery]), {
      error: 'queries by name',
    })
    .optional()
    .describe(
      `PromQL by name; it may name ${QUERY_PLACEHOLDERS.map((name) => `{{${name}}}`).join(', ')}, of which hash is ` +
        "the new version's and stableHash the old one's. One with max or min is looked at after a rollback as well; then " +
        'both are the version that came back.',
    ),
});

const history = mapping({
  keep: keptCount
    .optional()
    .describe(
      'How many ended releases of each service in each environment are kept, the newest. What is under way, what holds ' +
        'releases up, and what a rollback needs is kept besides. Left out: 50.',
    ),
});

const incidents = mapping({
  invite: people
    .optional()
    .describe('Who is called to every incident: user groups by handle ("@oncall"), people by member id.'),
  bridge: bridgeLink
    .optional()
    .describe(
      'Where people talk: a link, in which {{incident}}, {{service}}, {{environment}} and {{date}} stand for those of the ' +
        'incident; or huddle, for the huddle of its channel in Slack.',
    ),
  statusChannel: channel
    .optional()
    .describe("The channel in which status updates are repeated. Left out: the thread of the release's card."),
  keep: keptCount
    .optional()
    .describe('How many incidents that are over are kept of each service in each environment. Left out: 50.'),
  timelineEmoji: emojiName
    .optional()
    .describe('The emoji that puts a message of the channel on the timeline. Left out: pushpin.'),
});

export const catalogSchema = mapping({
  home: mapping({
    cluster: simpleName.describe('One of the names under `clusters`.'),
    namespace: dnsLabel.describe('The namespace in which the bot keeps its Release objects.'),
  }).describe('Where the bot keeps its records. A change wants a restart.'),
  clusters: named(keys.simple, cluster, 'the clusters, for example `home: {}`').describe(
    'The clusters by a name of your choice. A change wants a restart.',
  ),
  defaultEnvironment: dnsLabel
    .optional()
    .describe('The environment that is meant when nobody names one. Left out: production, or the only one there is.'),
  services: named(keys.label, service, 'the services').describe('The services by the name that people type in Slack.'),
  evidence: evidence.optional().describe('What is captured when a release is rolled back or fails.'),
  history: history.optional().describe('How much is remembered of what was released.'),
  incidents: incidents.optional().describe('What happens when an incident is opened.'),
  outward: outward.optional().describe('Systems outside that are told what happens.'),
});

export type CatalogYaml = z.infer<typeof catalogSchema>;

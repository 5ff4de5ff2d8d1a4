/** The shape of the catalog's YAML. What holds between its parts is in `checks.ts`. */
import { z } from 'zod';
import {
  absolutePath,
  approvals,
  captureTime,
  channel,
  contextName,
  dnsLabel,
  httpUrl,
  image,
  keptCount,
  objectName,
  onlyTrue,
  principal,
  promQuery,
  rollout,
  simpleName,
  yesOrNo,
} from './fields.ts';

/** A mapping that knows all of its keys. For an unknown one the message lists the known ones, see `schema-mistakes.ts`. */
function mapping<S extends z.core.$ZodLooseShape>(shape: S) {
  const error: z.core.$ZodErrorMap = (issue) =>
    issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : 'a mapping';
  return z.strictObject(shape, { error });
}

function named<S extends z.ZodType>(value: S, things: string) {
  const error = `at least one of ${things}`;
  return z.record(z.string(), value, { error }).refine((entries) => Object.keys(entries).length > 0, { error });
}

const people = z.array(principal, { error: 'a list of groups and people' });

const access = mapping({
  deploy: people.min(1, { error: 'at least one group or person who may deploy' }),
  approve: people.optional(),
  rollback: people.optional(),
  approvals: approvals.optional(),
  requesterMayApprove: yesOrNo.optional(),
});

const target = mapping({
  region: simpleName.optional(),
  cluster: simpleName,
  namespace: dnsLabel,
  kind: rollout.optional(),
  name: objectName,
  container: dnsLabel,
});

const environment = mapping({
  channel,
  access,
  targets: z.array(target, { error: 'a list of targets' }).min(1, { error: 'at least one target' }),
});

const service = mapping({ image, environments: named(environment, 'the environments of this service') });

const cluster = mapping({
  context: contextName.optional(),
  inCluster: onlyTrue.optional(),
  prometheus: mapping({ url: httpUrl }).optional(),
}).nullable();

const evidence = mapping({
  capture: yesOrNo.optional(),
  directory: absolutePath.optional(),
  keep: keptCount.optional(),
  within: captureTime.optional(),
  queries: z.record(z.string(), promQuery, { error: 'queries by name' }).optional(),
});

export const catalogSchema = mapping({
  home: mapping({ cluster: simpleName, namespace: dnsLabel }),
  clusters: named(cluster, 'the clusters, for example `home: {}`'),
  defaultEnvironment: dnsLabel.optional(),
  services: named(service, 'the services'),
  evidence: evidence.optional(),
});

export type CatalogYaml = z.infer<typeof catalogSchema>;

/**
 * The single values of a catalog: what each must look like, in words, and as a check.
 *
 * A schema's message says what is expected; `params.hint` what to do. `schema-mistakes.ts` makes sentences of them.
 * The `meta` of a value is what editors are told of it (`json-schema.ts`): it may allow more than the check, never less.
 */
import * as z from 'zod';
import { QUERY_PLACEHOLDERS } from '../model/catalog.ts';
import { isRedactPattern, PATTERN_HINT } from '../model/redact-pattern.ts';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SIMPLE_NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
/** Public and private channels; never the direct message of two people. */
const CHANNEL = /^[CG][A-Z0-9]{3,}$/;
const USER = /^[UW][A-Z0-9]{3,}$/;
/** Slack allows letters, digits, `-`, `_` and `.` in the handle of a user group. */
const GROUP = /^@[\p{Ll}\p{Lo}0-9._-]{1,80}$/u;
const HOST = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?/)?`;
const PART = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const REPOSITORY = new RegExp(`^${HOST}${PART}(?:/${PART})*$`);
const MOST_APPROVALS = 50;

interface Wanted {
  readonly expected: string;
  readonly hint?: string;
}

function text(pattern: RegExp, { expected, hint }: Wanted) {
  const fits = (value: unknown) => typeof value === 'string' && pattern.test(value);
  const schema = z.custom<string>(fits, { error: expected, ...(hint === undefined ? {} : { params: { hint } }) });
  return schema.meta({ type: 'string', pattern: pattern.source });
}

const KUBERNETES_LABEL = {
  expected: 'a name of lower-case letters, digits and "-", at most 63 long',
  hint: 'it must begin and end with a letter or a digit, else Kubernetes refuses it',
};

/** As Prometheus names labels. */
const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Of a key, whose mistakes are told by `checks.ts`. */
export const keys = {
  alertLabel: z.string().meta({ pattern: LABEL_NAME.source }),
  label: z.string().meta({ pattern: DNS_LABEL.source }),
  simple: z.string().meta({ pattern: SIMPLE_NAME.source }),
};

export function isDnsLabel(value: string): boolean {
  return DNS_LABEL.test(value);
}

export function isSimpleName(value: string): boolean {
  return SIMPLE_NAME.test(value);
}

export function isLabelName(value: string): boolean {
  return LABEL_NAME.test(value);
}

export const dnsLabel = text(DNS_LABEL, KUBERNETES_LABEL);

export const objectName = text(DNS_SUBDOMAIN, {
  expected: 'the name of an object: lower-case letters, digits, "-" and "."',
  hint: 'kubectl get rollouts -A shows names and namespaces',
});

export const simpleName = text(SIMPLE_NAME, {
  expected: 'a name of letters, digits, "-", "_" and ".", at most 63 long',
  hint: 'put a name that is only digits in quotes',
});

export const contextName = text(/\S/, {
  expected: 'the name of a kubeconfig context',
  hint: 'kubectl config get-contexts',
});

export const channel = text(CHANNEL, {
  expected: 'a channel id such as C0123ABCD',
  hint: "open the channel's details in Slack and copy the id at the bottom",
});

/** Not every editor knows `\p{Ll}`, so they are told of any word after the `@`. */
export const principal = text(new RegExp(`${GROUP.source}|${USER.source}`, 'u'), {
  expected: 'a user group such as "@devs" or a member id such as U0123ABCD',
  hint: "a person's profile in Slack has “Copy member ID” in its menu",
}).meta({ type: 'string', pattern: `^@\\S{1,80}$|${USER.source}` });

const TAGGED = /(?::[^/]*|@.*)$/;

/** The message depends on the value: a tag is the one mistake that many make. */
export const image = z
  .custom<string>((value) => typeof value === 'string' && REPOSITORY.test(value), {
    error: ({ input }) =>
      typeof input === 'string' && TAGGED.test(input) && REPOSITORY.test(input.replace(TAGGED, ''))
        ? 'an image without tag or digest'
        : 'an image repository such as ghcr.io/acme/shop',
    params: { hint: 'the version is chosen by each release, so leave it out here' },
  })
  .meta({ type: 'string', pattern: REPOSITORY.source });

export const debugImage = text(/^[a-z0-9][\w.\-/:@]{0,254}[\w]$/, {
  expected: 'an image with its tag or digest such as busybox:1.36',
  hint: 'people may run it beside a copy of the service, with all that the service may read',
});

export const approvals = z
  .custom<number>((value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_APPROVALS, {
    error: `a whole number from 0 to ${MOST_APPROVALS}`,
    params: { hint: 'it is how many approvers must agree; 0 lets whoever may deploy promote' },
  })
  .meta({ type: 'integer', minimum: 0, maximum: MOST_APPROVALS });

export const yesOrNo = z
  .custom<boolean>((value) => typeof value === 'boolean', { error: 'true or false' })
  .meta({ type: 'boolean' });

export const onlyTrue = z
  .custom<true>((value) => value === true, {
    error: 'true',
    params: { hint: 'leave it out and give a context for any other cluster' },
  })
  .meta({ const: true });

export const rollout = z
  .custom<'Rollout'>((value) => value === 'Rollout', {
    error: 'Rollout',
    params: { hint: 'only Rollouts of Argo Rollouts can be released for now' },
  })
  .meta({ const: 'Rollout' });

export const httpUrl = z
  .custom<string>((value) => typeof value === 'string' && /^https?:$/.test(protocolOf(value)), {
    error: 'an address such as http://prometheus.monitoring:9090',
    params: { hint: 'without the path of an API: /api/v1 and what follows is added' },
  })
  .meta({ type: 'string', pattern: '^\\s*[Hh][Tt][Tt][Pp][Ss]?:' });

function protocolOf(value: string): string {
  return URL.parse(value)?.protocol ?? '';
}

export const storeUrl = z
  .custom<string>((value) => typeof value === 'string' && isOrigin(value), {
    error: 'an address such as https://s3.eu-central-1.amazonaws.com',
    params: { hint: 'without the bucket, which `name` says, and without keys, which are environment variables' },
  })
  .meta({ type: 'string', pattern: '^\\s*[Hh][Tt][Tt][Pp][Ss]?:' });

function isOrigin(value: string): boolean {
  const url = URL.parse(value);
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && `${url.username}${url.search}` === ''
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
  expected: 'the name of a bucket: 3 to 63 lower-case letters, digits, "-" and "."',
  hint: 'a folder in it is `prefix`',
});

export const bucketPrefix = text(/^[\w.-]+(?:\/[\w.-]+)*$/, {
  expected: 'a prefix such as rollbridge/evidence',
  hint: 'letters, digits, "-", "_" and "." with "/" between them, none at its ends',
});

export const regionName = text(/^[a-z0-9-]{1,40}$/, {
  expected: 'a region such as eu-central-1',
  hint: 'many servers of your own take any; us-east-1 is what they expect most often',
});

export const ownPattern = z
  .custom<string>((value) => typeof value === 'string' && isRedactPattern(value), {
    error: 'a simple pattern such as cust-\\d{6}',
    params: { hint: PATTERN_HINT },
  })
  .meta({ type: 'string', minLength: 3 });

export const absolutePath = text(/^\//, {
  expected: 'an absolute path such as /var/lib/rollbridge/evidence',
  hint: 'in a container with a read-only file system, mount a volume there',
});

export const keptCount = z
  .custom<number>((value) => Number.isInteger(value) && Number(value) >= 1, { error: 'a whole number of at least 1' })
  .meta({ type: 'integer', minimum: 1 });

/** Becomes ms. */
export const captureTime = text(/^([1-9]|[1-9]\d|[1-5]\d\d)s$/, {
  expected: 'seconds from 1s to 599s',
  hint: 'a capture that takes longer ends with what it has by then',
}).transform((value) => Number.parseInt(value, 10) * 1_000);

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Becomes ms. */
export const waitingTime = text(/^[1-9]\d{0,3}[smhd]$/, {
  expected: 'a time such as 90s, 5m, 2h or 30d',
  hint: 'a whole number of seconds, minutes, hours or days',
}).transform((value) => Number.parseInt(value, 10) * (UNITS[value.slice(-1)] ?? 0));

export const bound = z
  .custom<number>((value) => typeof value === 'number' && Number.isFinite(value), { error: 'a number' })
  .meta({ type: 'number' });

const HOUR_MS = 60 * 60_000;

/** Becomes ms. */
export const keptAge = text(/^[1-9]\d{0,3}[hd]$/, {
  expected: 'hours or days such as 12h or 90d',
  hint: 'captures that are older are removed',
}).transform((value) => Number.parseInt(value, 10) * (value.endsWith('d') ? 24 * HOUR_MS : HOUR_MS));

const MIB = 1024 * 1024;

/** Becomes bytes. */
export const keptSize = text(/^(?:[1-9]\d{2,6}MiB|[1-9]\d{0,3}GiB)$/, {
  expected: 'a size of at least 100MiB such as 500MiB or 5GiB',
  hint: 'one capture may take 32 MiB; the oldest are removed while all together take more',
}).transform((value) => Number.parseInt(value, 10) * (value.endsWith('GiB') ? 1024 * MIB : MIB));

/** Becomes bytes. */
export const memorySize = text(/^[1-9]\d{0,2}MiB$/, {
  expected: 'an amount of memory from 1MiB to 999MiB',
  hint: 'what is oldest makes room when it is used up',
}).transform((value) => Number.parseInt(value, 10) * MIB);

/** Braces only where something of the incident stands in their place. */
const BRIDGE = /^(?:huddle|https:\/\/(?:[^\s<>|{}]|\{\{(?:incident|service|environment|date)\}\}){1,2000})$/;

export const bridgeLink = text(BRIDGE, {
  expected: 'huddle, or a link such as https://meet.example.com/{{incident}}',
  hint: 'a link begins with https:// and may have {{incident}}, {{service}}, {{environment}} and {{date}} in it',
});

const PLACEHOLDER = /\{\{\s*(.*?)\s*\}\}/g;

export const promQuery = z
  .custom<string>(
    (value) =>
      typeof value === 'string' &&
      value.trim() !== '' &&
      [...value.matchAll(PLACEHOLDER)].every(([, name]) => QUERY_PLACEHOLDERS.some((known) => known === name)),
    {
      error: 'a query in PromQL',
      params: { hint: `it may name ${QUERY_PLACEHOLDERS.map((name) => `{{${name}}}`).join(', ')}` },
    },
  )
  .meta({ type: 'string', pattern: '\\S' });

/** As Slack names them, also those of a workspace's own: https://slack.com/help/articles/206870177 */
export const emojiName = text(/^[a-z0-9_+'-]{1,100}$/, {
  expected: 'the name of an emoji such as pushpin',
  hint: 'without the colons',
});

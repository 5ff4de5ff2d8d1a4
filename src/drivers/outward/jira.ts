/**
 * A ticket in Jira Cloud (REST API v3): one for each incident. Jira knows no key of idempotency, so the ticket carries a label
 * with the name of the notice, and is searched for before it is made.
 */

import type { Outcome, Parcel } from '../../engine/notices/ports.ts';
import { clip } from '../../model/clip.ts';
import type { OutwardLink } from '../../model/notice.ts';
import type { SecretPlace } from '../../model/outward.ts';
import { type Answer, failed, NoAnswer, succeeded } from './ask.ts';
import type { Tools, Way } from './destination.ts';
import { factsOf, linksOf, titleOf } from './words.ts';

const LONGEST_SUMMARY = 255;
const LONGEST_LABEL = 255;
/** A new ticket is found by a search only after a while: whoever lost an answer waits for that. */
const FOUND_AFTER_MS = 60_000;
const KEY = /^[A-Z][A-Z0-9_]*-\d+$/;

export interface JiraRules {
  /** Of the site. */
  readonly url: string;
  /** The key of the project. */
  readonly project: string;
  readonly issueType: string;
  /** The e-mail address of the account whose token it is. */
  readonly user: string;
  readonly token: SecretPlace;
}

export function jira(rules: JiraRules): Way {
  return async (parcel, tools) => {
    const token = await tools.secret(rules.token);
    const authorization = `Basic ${Buffer.from(`${rules.user}:${token}`).toString('base64')}`;
    const headers = { authorization, accept: 'application/json' };
    const label = labelOf(parcel);
    const there = await search(rules, { headers, label }, tools);
    return there ?? (await create(rules, { headers, label, parcel }, tools));
  };
}

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly label: string;
}

/** Null when there is no such ticket yet. */
async function search({ url, project }: JiraRules, { headers, label }: Request, tools: Tools): Promise<Outcome | null> {
  const jql = `project = "${project}" AND labels = "${label}"`;
  const body = JSON.stringify({ jql, fields: ['summary'], maxResults: 1 });
  const answer = await tools.ask({ url: new URL('/rest/api/3/search/jql', url).href, headers, body });
  if (!succeeded(answer)) return failed(answer, saidIn(answer), tools.now);
  const { issues } = answer.body as { readonly issues?: readonly { readonly key?: unknown }[] };
  const link = linkTo(url, issues?.[0]?.key);
  return link === null ? null : { came: 'delivered', link };
}

async function create(
  rules: JiraRules,
  { headers, label, parcel }: Request & { readonly parcel: Parcel },
  tools: Tools,
): Promise<Outcome> {
  const body = JSON.stringify({ fields: fieldsOf(rules, label, parcel) });
  try {
    const answer = await tools.ask({ url: new URL('/rest/api/3/issue', rules.url).href, headers, body });
    if (!succeeded(answer)) return failed(answer, saidIn(answer), tools.now);
    return { came: 'delivered', link: linkTo(rules.url, (answer.body as { readonly key?: unknown }).key) };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { came: 'later', why: error.message, afterMs: FOUND_AFTER_MS, isAway: true };
  }
}

/** Of this opening: an incident that is made with kubectl may have the name of an earlier one. It has no blanks. */
function labelOf({ notice }: Parcel): string {
  return `rollbridge-${notice.name}`.slice(-LONGEST_LABEL);
}

function fieldsOf({ project, issueType }: JiraRules, label: string, parcel: Parcel): object {
  const { spec } = parcel.notice;
  return {
    project: { key: project },
    issuetype: { name: issueType },
    summary: clip(titleOf(spec).replaceAll(/\s+/g, ' '), LONGEST_SUMMARY),
    labels: ['rollbridge', label],
    description: documentOf(parcel),
  };
}

/** In the Atlassian Document Format: text nodes know no markup. */
function documentOf(parcel: Parcel): object {
  const facts = factsOf(parcel.notice.spec).map(([name, value]) =>
    paragraph({ text: `${name}: `, marks: [{ type: 'strong' }] }, { text: value }),
  );
  const links = linksOf(parcel).map(({ text, href }) =>
    paragraph({ text, marks: [{ type: 'link', attrs: { href } }] }),
  );
  return { type: 'doc', version: 1, content: [...facts, ...links] };
}

function paragraph(...texts: readonly object[]): object {
  return { type: 'paragraph', content: texts.map((text) => ({ type: 'text', ...text })) };
}

function linkTo(url: string, key: unknown): OutwardLink | null {
  if (typeof key !== 'string' || !KEY.test(key)) return null;
  return { label: key, url: new URL(`/browse/${key}`, url).href };
}

/** `{"errorMessages": ["…"], "errors": {"project": "…"}}` */
function saidIn({ body }: Answer): string {
  if (typeof body !== 'object' || body === null) return '';
  const { errorMessages, errors } = body as { readonly errorMessages?: unknown; readonly errors?: unknown };
  const fields = typeof errors === 'object' && errors !== null ? Object.entries(errors) : [];
  const all = [...(Array.isArray(errorMessages) ? errorMessages : []), ...fields.map((each) => each.join(': '))];
  return all.filter((each) => typeof each === 'string').join(', ');
}

/** Jira Cloud on this machine, as far as tickets are made and found. */
import { FakeSystem, type Reply, type Request } from './fake-system.ts';

export const USER = 'bot@acme.example';
export const TOKEN = 'ATATT3xFfGF0-a-token';

interface Fields {
  readonly project?: { readonly key?: string };
  readonly issuetype?: { readonly name?: string };
  readonly summary?: string;
  readonly labels?: readonly string[];
  readonly description?: Node;
}

interface Node {
  readonly type?: string;
  readonly version?: number;
  readonly text?: string;
  readonly content?: readonly Node[];
  readonly marks?: readonly { readonly type?: string; readonly attrs?: { readonly href?: string } }[];
}

/** Jira Cloud, as far as its REST API v3 makes and finds tickets; a search finds a new one a little later. */
export class FakeJira extends FakeSystem {
  readonly made: Fields[] = [];
  isIndexed = true;
  instead: ((request: Request) => Reply | null) | null = null;

  constructor() {
    super();
    this.reply = (request) => {
      const reply = this.#taken(request);
      return this.instead?.(request) ?? reply;
    };
  }

  #taken({ headers, path, body }: Request): Reply {
    const expected = `Basic ${Buffer.from(`${USER}:${TOKEN}`).toString('base64')}`;
    if (headers.authorization !== expected) return { status: 401, body: 'Client must be authenticated' };
    if (path === '/rest/api/3/search')
      return { status: 410, body: { errorMessages: ['The requested API has been removed'] } };
    const sent = JSON.parse(body) as { readonly jql?: string; readonly fields?: Fields };
    if (path === '/rest/api/3/search/jql') return this.#found(sent.jql ?? '');
    if (path !== '/rest/api/3/issue') return { status: 404 };
    const errors = wrongFields(sent.fields ?? {});
    if (Object.keys(errors).length > 0) return { status: 400, body: { errorMessages: [], errors } };
    this.made.push(sent.fields ?? {});
    return {
      status: 201,
      body: { id: '10000', key: `OPS-${this.made.length}`, self: `${this.url}/rest/api/3/issue/10000` },
    };
  }

  #found(jql: string): Reply {
    const label = /^project = "OPS" AND labels = "([^"]+)"$/.exec(jql)?.[1];
    if (label === undefined) return { status: 400, body: { errorMessages: ['Error in the JQL query'] } };
    const index = this.isIndexed ? this.made.findIndex(({ labels }) => labels?.includes(label)) : -1;
    return {
      status: 200,
      body: { isLast: true, issues: index === -1 ? [] : [{ id: '10000', key: `OPS-${index + 1}` }] },
    };
  }
}

function wrongFields({ project, issuetype, summary = '', labels = [], description }: Fields): Record<string, string> {
  return {
    ...(project?.key === 'OPS' ? {} : { project: 'valid project is required' }),
    ...(issuetype?.name === 'Incident' ? {} : { issuetype: 'Specify a valid issue type' }),
    ...(summary === '' || /[\r\n]/.test(summary) ? { summary: 'The summary is invalid' } : {}),
    ...(summary.length > 255 ? { summary: 'Summary must be less than 255 characters.' } : {}),
    ...(labels.some((label) => /\s/.test(label) || label.length > 255) ? { labels: "can't contain spaces" } : {}),
    ...(description?.type === 'doc' && description.version === 1 && isDocument(description)
      ? {}
      : { description: 'Operation value must be an Atlassian Document' }),
  };
}

/** Paragraphs of texts, none of them empty, with marks that exist. */
function isDocument({ content = [] }: Node): boolean {
  return content.every(
    (block) =>
      block.type === 'paragraph' &&
      (block.content ?? []).every(
        ({ type, text = '', marks = [] }) =>
          type === 'text' &&
          text !== '' &&
          marks.every((mark) => mark.type === 'strong' || (mark.type === 'link' && mark.attrs?.href !== undefined)),
      ),
  );
}

/** The draft of a post-mortem as Markdown: what is known is in it, and what people have to add has a heading. */
import { type IncidentStatus, ROLES, type Task } from '../../model/incident.ts';
import type { IncidentView, Names } from '../../model/incident-view.ts';
import { versionOf } from '../release-version.ts';
import { free } from '../text.ts';
import { RELEASE_PHASE } from '../words/words.ts';
import { figuresLine } from './facts.ts';
import { timeline } from './timeline.ts';
import { ROLE_NAME, SEVERITY } from './words.ts';

/** Unique in the channel: it is found again by it. */
export function postmortemName({ incident }: IncidentView): string {
  return `postmortem-${incident.name}.md`;
}

/** Plain text. */
export function postmortemTitle({ incident: { spec } }: IncidentView): string {
  return `Draft of the post-mortem: ${spec.service} in ${spec.environment}`;
}

/** Of the page that is shared beside the draft; unique in the channel as well. */
export function pageName({ incident }: IncidentView): string {
  return `postmortem-${incident.name}.html`;
}

/** Plain text. */
export function pageTitle({ incident: { spec } }: IncidentView): string {
  return `Post-mortem as a page: ${spec.service} in ${spec.environment}`;
}

/** People are called as in `names`, or by their ids. */
export function postmortem(view: IncidentView, names: Names = new Map()): string {
  const { spec, status, createdAt } = view.incident;
  if (status === null) return '';
  const { resolution } = status;
  return `${[
    `# ${spec.service} in ${spec.environment}: ${oneLine(spec.reason ?? 'incident')}`,
    table([
      ['Incident', view.incident.name],
      ['Severity', SEVERITY[status.severity].word],
      ['Opened', createdAt],
      ['Resolved', resolution?.at ?? ''],
      ['Figures', resolution === null ? '' : figuresLine(resolution.figures)],
      ...ROLES.map((role) => [ROLE_NAME[role], nameOf(status.roles[role], names)]),
    ]),
    part('Cause', resolution?.cause),
    part('Impact', resolution?.impact),
    part('What was released', releases(view)),
    part('Timeline (UTC)', moments(view, names)),
    part('Tasks', tasks(status, names)),
    part('What went well', undefined),
    part('What went badly', undefined),
    part('What was luck', undefined),
  ].join('\n\n')}\n`;
}

function part(title: string, text: string | undefined): string {
  return `## ${title}\n\n${text === undefined || text === '' ? '_To be written._' : text}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map(([name = '', value = '']) => `| ${name} | ${oneLine(value).replaceAll('|', '\\|')} |`);
  return ['| | |', '|---|---|', ...cells].join('\n');
}

function releases({ releases: all }: IncidentView): string {
  return all
    .map((release) => {
      const { evidence = null, phase = 'Pending' } = release.status ?? {};
      const kept = evidence?.folder ? `, evidence in \`${evidence.folder}\`` : '';
      return `* \`${versionOf(release)}\`: ${RELEASE_PHASE[phase].word} (${release.name}${kept})`;
    })
    .join('\n');
}

function moments(view: IncidentView, names: Names): string {
  return timeline(view)
    .map(({ at, line }) => `* ${at.slice(0, 19).replace('T', ' ')} ${asMarkdown(line, names)}`)
    .join('\n');
}

function tasks({ tasks: all }: IncidentStatus, names: Names): string {
  const row = ({ title, owner, state }: Task) =>
    `* [${state === 'done' ? 'x' : ' '}] ${oneLine(title)}${owner === null ? '' : ` (@${nameOf(owner, names)})`}`;
  return all.map(row).join('\n');
}

/** A line in Slack's markup: without emoji, which mean nothing elsewhere, and with dates, people and links as text. */
function asMarkdown(line: string, names: Names): string {
  return oneLine(
    line
      .replace(/^:[a-z_]+: /, '')
      .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
      .replaceAll(/<[@#]([A-Z0-9]+)>/g, (_, id: string) => `@${nameOf(id, names)}`)
      .replaceAll(/<(https?:[^|>]+)\|([^>]*)>/g, '[$2]($1)')
      .replaceAll(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g, '**$1**'),
  );
}

/** '' for nobody. */
function nameOf(id: string | null, names: Names): string {
  return id === null ? '' : free(names.get(id) ?? id);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

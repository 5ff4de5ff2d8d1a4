/** Rules that span blocks: unique names, one table, and what all texts together may weigh. */
import { lengthOf, says } from './text.ts';

export interface Finding {
  readonly message: string;
  readonly path: readonly PropertyKey[];
}

type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Far below the undocumented cap of about 13,200 that real messages have met. */
export const ALL_BLOCKS_MAX = 13_000;
const TABLE_MAX = 10_000;
const MARKDOWN_MAX = 12_000;
const SHOWN = new Set(['text', 'alt_text', 'fallback', 'initial_value']);

/** How many characters a reader would see in it. */
export function weight(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + weight(item), 0);
  if (!isRecord(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, part]) => sum + (typeof part === 'string' ? (SHOWN.has(key) ? lengthOf(part) : 0) : weight(part)),
    0,
  );
}

/** What every surface holds blocks to. `action_id` is unique within its block, as Slack's reference says. */
export function acrossBlocks(blocks: readonly unknown[]): Finding[] {
  const records = blocks.map((block) => (isRecord(block) ? block : {}));
  return [
    ...repeated(records, 'block_id', (index) => ['blocks', index, 'block_id']),
    ...records.flatMap((block, at) =>
      repeated(actionsOf(block), 'action_id', (index) => ['blocks', at, 'elements', index, 'action_id']),
    ),
    ...focused(records),
  ];
}

export function acrossMessage(blocks: readonly unknown[]): Finding[] {
  const of = (type: string) => blocks.filter((block) => isRecord(block) && block.type === type);
  const findings: Finding[] = [];
  if (of('table').length > 1) findings.push({ message: 'only_one_table_allowed', path: ['blocks'] });
  if (weight(of('table')) > TABLE_MAX) {
    findings.push({ message: `table cells together ${says.tooLong(TABLE_MAX)}`, path: ['blocks'] });
  }
  if (weight(of('markdown')) > MARKDOWN_MAX) {
    findings.push({ message: `markdown blocks together ${says.tooLong(MARKDOWN_MAX)}`, path: ['blocks'] });
  }
  return findings;
}

function actionsOf(block: Json): readonly Json[] {
  const elements = block.type === 'actions' ? block.elements : [];
  return Array.isArray(elements) ? elements.filter(isRecord) : [];
}

function repeated(items: readonly Json[], key: string, at: (index: number) => PropertyKey[]): Finding[] {
  const seen = new Set<unknown>();
  return items.flatMap((item, index) => {
    const id = item[key];
    if (id === undefined || !seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ message: `\`${key}\` "${String(id)}" already exists`, path: at(index) }];
  });
}

function focused(blocks: readonly Json[]): Finding[] {
  const count = JSON.stringify(blocks).split('"focus_on_load":true').length - 1;
  return count > 1 ? [{ message: 'only one element may set `focus_on_load`', path: ['blocks'] }] : [];
}

/** Messages as a person reads them: plain text, with names for ids and without the signs that format. */
import { isRecord } from './block-kit/index.ts';
import { controlsOf, plain } from './controls.ts';
import type { Json, Message } from './message.ts';
import type { Workspace } from './workspace.ts';

/** The fallback text, then every block and every file, a line each. */
export function readMessage(workspace: Workspace, message: Message): string {
  const files = message.files.map(({ title }) => `[file: ${String(title)}]`);
  return readable(workspace, [message.text, ...message.blocks.map(readBlock), ...files]);
}

export function readView(workspace: Workspace, view: Json & { readonly blocks: readonly Json[] }): string {
  return readable(workspace, [plain(view.title), ...view.blocks.map(readBlock), plain(view.submit)]);
}

function readable(workspace: Workspace, lines: readonly string[]): string {
  return unformatted(workspace, lines.filter((line) => line !== '').join('\n'));
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function readBlock(block: Json): string {
  switch (block.type) {
    case 'divider':
      return '---';
    case 'markdown':
      return String(block.text);
    case 'image':
      return [plain(block.title), `[image: ${String(block.alt_text)}]`].filter(Boolean).join(' ');
    case 'context':
      return list(block.elements)
        .map((one) => (one.type === 'image' ? `[image: ${String(one.alt_text)}]` : plain(one)))
        .join(' ');
    case 'table':
      return (Array.isArray(block.rows) ? block.rows : []).map((row) => list(row).map(readCell).join(' | ')).join('\n');
    case 'rich_text':
      return readRich(block);
    default: {
      const texts = [plain(block.text), ...list(block.fields).map(plain), plain(block.label), plain(block.hint)];
      const controls = block.type === 'input' ? [] : controlsOf([block]).map(({ label }) => `[${label}]`);
      return [...texts.filter(Boolean), controls.join(' ')].filter(Boolean).join('\n');
    }
  }
}

function readCell(cell: Json): string {
  return cell.type === 'rich_text' ? readRich(cell) : String(cell.text);
}

function readRich(part: Json): string {
  const inner = list(part.elements).map(readRich);
  switch (part.type) {
    case 'rich_text':
      return inner.join('\n');
    case 'rich_text_list':
      return inner.map((line) => `• ${line}`).join('\n');
    case 'user':
      return `<@${String(part.user_id)}>`;
    case 'usergroup':
      return `<!subteam^${String(part.usergroup_id)}>`;
    case 'channel':
      return `<#${String(part.channel_id)}>`;
    case 'emoji':
      return `:${String(part.name)}:`;
    case 'broadcast':
      return `<!${String(part.range)}>`;
    case 'date':
      return String(part.fallback ?? part.timestamp);
    default:
      return inner.length > 0 ? inner.join('') : String(part.text ?? part.url ?? part.value ?? '');
  }
}

function unformatted({ users, groups, channels }: Workspace, text: string): string {
  return text
    .replace(/<@(\w+)(\|[^>]*)?>/g, (_, id: string) => `@${users.get(id)?.name ?? id}`)
    .replace(/<#(\w+)(\|[^>]*)?>/g, (_, id: string) => `#${channels.get(id)?.name ?? id}`)
    .replace(/<!subteam\^(\w+)(\|[^>]*)?>/g, (_, id: string) => `@${groups.get(id)?.handle ?? id}`)
    .replace(/<!(here|channel|everyone)(\|[^>]*)?>/g, '@$1')
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<([^<>|@#!][^<>|]*)\|([^<>]*)>/g, '$2')
    .replace(/<((?:https?|mailto):[^<>|]*)>/g, '$1')
    .replace(/`+/g, '')
    .replace(/(?<![\w*])\*(?=\S)([^*\n]+?)\*(?!\w)/g, '$1')
    .replace(/(?<![\w~])~(?=\S)([^~\n]+?)~(?!\w)/g, '$1')
    .replace(/(?<![\w_:])_(?=\S)([^_\n]+?)_(?![\w:])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

import { objectOf } from './args.ts';
import type { Block, Json, Message, View } from './model.ts';
import { repliesTo } from './wire.ts';
import type { World } from './world.ts';

/** A thread as a person reads it: names for references, `[image: alt text]`, `[file: name, size]`, `[ Button ]`. */
export function threadAsText(world: World, channel: string, ts: string): string {
  const root = world.store.message(channel, ts);
  if (root === undefined) throw new Error(`No message ${ts} in ${channel}`);
  return [root, ...repliesTo(world, channel, ts)]
    .map((message, index) => indented(messageAsText(world, message), index === 0 ? '' : '  '))
    .join('\n\n');
}

export function messageAsText(world: World, message: Message): string {
  const author = world.store.user(message.user)?.name ?? message.user;
  const marks = [
    ...(message.editedTs === undefined ? [] : ['(edited)']),
    ...(message.ephemeralTo === undefined ? [] : ['(only visible to you)']),
  ];
  const body = message.blocks.length > 0 ? message.blocks.map((block) => blockAsText(world, block)) : [];
  // Slack shows the text only where a message has no blocks.
  const content = body.length > 0 ? body : [readable(world, message.text)];
  const attached = (message.attachments ?? []).map((attachment) => attachmentAsText(world, attachment));
  const files = message.files.map((id) => fileAsText(world, id));
  return [[author, ...marks].join(' '), ...content, ...attached, ...files]
    .filter((line) => line !== '')
    .join('\n');
}

/** A modal or a Home tab as a person reads it. */
export function viewAsText(world: World, { content }: View): string {
  const head = [content.title].map((part) => partAsText(world, part)).filter((text) => text !== '');
  const foot = [content.submit, content.close]
    .map((part) => partAsText(world, part))
    .filter((text) => text !== '');
  return [
    ...head,
    ...content.blocks.map((block) => blockAsText(world, block)),
    ...foot.map((text) => `[ ${text} ]`),
  ].join('\n');
}

/** mrkdwn with references resolved and escapes undone; `*` and backticks stay, as a person would type them. */
function readable(world: World, mrkdwn: string): string {
  return mrkdwn
    .replace(/<([^<>]*)>/g, (_, reference: string) => referenceAsText(world, reference))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function referenceAsText(world: World, reference: string): string {
  const [target = '', label] = reference.split('|');
  const { store } = world;
  if (target.startsWith('@')) return `@${label ?? store.user(target.slice(1))?.name ?? target.slice(1)}`;
  if (target.startsWith('#')) return `#${label ?? store.channel(target.slice(1))?.name ?? target.slice(1)}`;
  if (target.startsWith('!subteam^')) {
    const id = target.slice('!subteam^'.length);
    return `@${store.groups().find((group) => group.id === id)?.handle ?? label ?? id}`;
  }
  if (target.startsWith('!date^')) return label ?? target;
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  return label === undefined ? target : `${label} (${target})`;
}

function blockAsText(world: World, block: Block): string {
  switch (block.type) {
    case 'divider':
      return '───';
    case 'image':
      return `[image: ${block.alt_text}]`;
    case 'markdown':
      return String(block.text);
    case 'table':
      return tableAsText(world, block);
    case 'rich_text':
      return richAsText(world, block.elements);
    case 'input':
      return `${partAsText(world, block.label)}: ${partAsText(world, block.element)}`;
    case 'actions':
    case 'context':
      return list(block.elements)
        .map((element) => partAsText(world, element))
        .join(block.type === 'actions' ? ' ' : ' · ');
    default:
      return [block.text, ...list(block.fields), block.accessory]
        .map((part) => partAsText(world, part))
        .filter((text) => text !== '')
        .join('\n');
  }
}

function partAsText(world: World, part: unknown): string {
  const object = objectOf(part);
  if (object === undefined) return '';
  if (object.type === 'mrkdwn') return readable(world, String(object.text));
  if (object.type === 'plain_text' || object.type === 'raw_text') return String(object.text);
  if (object.type === 'raw_number') return String(object.text ?? object.value);
  if (object.type === 'image') return `[image: ${object.alt_text}]`;
  if (object.type === 'rich_text') return richAsText(world, object.elements);
  if (object.type === 'button') return `[ ${partAsText(world, object.text)} ]`;
  return `[ ${partAsText(world, object.placeholder) || String(object.type)} ▾ ]`;
}

function tableAsText(world: World, block: Block): string {
  return list(block.rows)
    .map((row) =>
      list(row)
        .map((cell) => partAsText(world, cell))
        .join(' | '),
    )
    .join('\n');
}

function richAsText(world: World, elements: unknown): string {
  return list(elements)
    .map((element) => {
      const object = objectOf(element);
      const inside = list(object?.elements);
      if (object?.type === 'rich_text_list')
        return inside.map((item) => `• ${inlineAsText(world, item)}`).join('\n');
      return inlineAsText(world, element);
    })
    .join('\n');
}

function inlineAsText(world: World, section: unknown): string {
  return list(objectOf(section)?.elements)
    .map((inline) => {
      const object = objectOf(inline) ?? {};
      if (object.type === 'user') return readable(world, `<@${object.user_id}>`);
      if (object.type === 'channel') return readable(world, `<#${object.channel_id}>`);
      if (object.type === 'usergroup') return readable(world, `<!subteam^${object.usergroup_id}>`);
      if (object.type === 'broadcast') return `@${object.range}`;
      if (object.type === 'emoji') return `:${object.name}:`;
      return String(object.text ?? object.url ?? object.fallback ?? '');
    })
    .join('');
}

function attachmentAsText(world: World, attachment: { readonly [key: string]: Json }): string {
  const fields = list(attachment.fields).map((field) => {
    const { title, value } = objectOf(field) ?? {};
    return `${String(title ?? '')}: ${readable(world, String(value ?? ''))}`;
  });
  const texts = [attachment.pretext, attachment.title, attachment.text].flatMap((text) =>
    typeof text === 'string' ? [readable(world, text)] : [],
  );
  return [...texts, ...fields].map((line) => `| ${line}`).join('\n');
}

function fileAsText(world: World, id: string): string {
  const file = world.store.file(id);
  if (file === undefined) return '';
  if (file.mimetype.startsWith('image/')) return `[image: ${file.altText ?? file.title}]`;
  return `[file: ${file.name}, ${sizeAsText(file.bytes.length)}]`;
}

function sizeAsText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function indented(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => by + line)
    .join('\n');
}

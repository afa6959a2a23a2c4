import { plainCode, plainText } from './plain-text.ts';

/**
 * Text from a profile, a target or a config, for a Slack mrkdwn field: shown as it is, formats nothing, mentions nobody.
 * At most `max`
 * characters come out. Control characters that Slack offers no escape for are replaced by look-alikes.
 */
export function escapeMrkdwn(text: string, max = 300): string {
  return within(max, (room) => neutral(plainText(text, room)));
}

/** A code span; a text that is empty is shown as `?`, as Slack has no empty span. */
export function mrkdwnCode(text: string, max = 300): string {
  return within(max, (room) => `\`${codeContent(plainText(text, room)) || '?'}\``);
}

/** A fenced code block of at most `max` characters as sent; tabs become two spaces, since
 * a phone's line is short; whole lines are kept, and what is missing is said. */
export function mrkdwnCodeBlock(code: string, max = 1_200): string {
  const lines = plainCode(code, '  ').split('\n').map(codeContent);
  const room = max - cutNote.length - 8;
  let kept = 0;
  let used = 0;
  for (; kept < lines.length; kept++) {
    used += (lines[kept] ?? '').length + 1;
    if (used > room) break;
  }
  const body = kept === lines.length ? lines : [...lines.slice(0, kept), cutNote];
  return `\`\`\`\n${body.join('\n')}\n\`\`\``;
}

/**
 * Our own sentences, which may quote profile content. Code between backticks stays code, Go method names become code, moments
 * (`utcTime`) are shown by the reader's own clock, and all the rest is escaped like any foreign text.
 */
export function proseMrkdwn(text: string, max = 1_500): string {
  return within(max, (room) =>
    plainText(text, room)
      .split(codeSpan)
      .map((part, index) => (index % 2 === 1 ? `\`${codeContent(unquoted(part))}\`` : withDates(part)))
      .join(''),
  );
}

/** A mention of a user id; anything that is no id is shown, not sent. */
export function mention(userId: string): string {
  return /^[UW][A-Za-z0-9_-]*$/.test(userId) ? `<@${userId}>` : escapeMrkdwn(userId, 80);
}

/** A moment in the reader's own time zone, with UTC where Slack cannot format it. */
export function slackDate(atMs: number, format = '{date_short_pretty} {time}'): string {
  const iso = new Date(atMs).toISOString();
  return `<!date^${Math.floor(atMs / 1000)}^${format}|${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC>`;
}

const moment = /(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC)/;

function withDates(text: string): string {
  return text
    .split(moment)
    .map((part, index) => (index % 2 === 1 ? (dateOf(part) ?? neutral(part)) : neutral(part)))
    .join('');
}

/** Undefined for what looks like a moment and is none, such as a 30th of February. */
function dateOf(text: string): string | undefined {
  const [day = '', time = ''] = text.split(' ');
  const atMs = Date.parse(`${day}T${time}Z`);
  const format = time.length > 5 ? '{date_short_pretty} {time_secs}' : undefined;
  return Number.isNaN(atMs) ? undefined : slackDate(atMs, format);
}

/** Escaping makes text longer: shortens what goes in until what comes out is at most `max` characters. */
function within(max: number, render: (room: number) => string): string {
  let room = max;
  let escaped = render(room);
  while (escaped.length > max && room > 1) {
    room = Math.max(1, Math.min(room - 2, Math.floor((room * max) / escaped.length)));
    escaped = render(room);
  }
  return escaped;
}

const cutNote = '// … cut: see report.json';
// Backticked code, or a Go name with a receiver or type arguments: `settle.(*Fanout).run`, `cache.New[...]`.
const codeSpan = /(`[^`]+`|[\w./%-]*\(\*?\w+(?:\[\.\.\.\])?\)\.[\w.-]*\w|[\w./%-]+\.\w+\[\.\.\.\][\w.]*)/u;
const lookAlikes: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

function unquoted(part: string): string {
  return part.startsWith('`') ? part.slice(1, -1) : part;
}

function neutral(text: string): string {
  return entities(
    text
      // Slack formats only at word boundaries, so `max_conns` may stay as it is.
      .replace(/(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])|`/gu, (mark) => lookAlikes[mark] ?? mark)
      .replace(/:(?=[\w+-]+:)/g, ':\u200b'),
  ).replace(/^(?=&gt;)/, '\u200b');
}

function codeContent(text: string): string {
  return entities(text.replaceAll('`', 'ˋ'));
}

function entities(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=(?:here|channel|everyone|group)\b)/gi, '@\u200b');
}

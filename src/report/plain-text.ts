/**
 * Makes any string safe to show on one line: no control, bidirectional or zero-width characters,
 * and at most `max` UTF-16 units. What is cut is cut from the middle, since both ends of a Go name tell it apart.
 */
export function plainText(text: string, max = 300): string {
  // Cut before cleaning too: a name of megabytes must not cost time.
  const bounded = text.length > max * 8 ? cutMiddle(text, max * 4) : text;
  return cutMiddle(bounded.replace(invisible, '').replace(breaking, ' ').trim(), max);
}

/** Cuts the middle of a text, without splitting a surrogate pair. */
export function cutMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = Math.ceil((max - 1) * 0.4);
  return `${cutEnd(text, head)}…${cutStart(text, max - 1 - head)}`;
}

/** Keeps code's line breaks and indentation (tabs as spaces), drops the rest of what does not print. */
export function plainCode(code: string, tab = '    '): string {
  return code
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.replaceAll('\t', tab).replace(invisible, '').replace(breaking, ' ').trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

// Zero-width, soft hyphen, bidirectional controls, byte order mark, tags, lone surrogates: a name that is not what it looks like.
const invisible =
  /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;
// Everything that breaks a line or moves a terminal's cursor.
const breaking = /[\p{Cc}\u2028\u2029]+/gu;

function cutEnd(text: string, length: number): string {
  const kept = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept;
}

function cutStart(text: string, length: number): string {
  const kept = text.slice(text.length - length);
  return /^[\udc00-\udfff]/.test(kept) ? kept.slice(1) : kept;
}

/** A message's `text` as phones notify it: without the asterisks of bold words, which they show as they are. Go's own stay. */
export function notificationText(text: string): string {
  return text.replaceAll(/(?<![\p{L}\p{N}(*`])\*(?=\S)([^*`\n]*[^\s*`])\*(?![\p{L}\p{N}*])/gu, '$1');
}

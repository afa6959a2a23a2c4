/**
 * What a mention of the bot says: the words around the mention, with Slack's entities and links turned back into what was
 * typed (`payments.example` arrives as `<http://payments.example|payments.example>`).
 */
export function mentionText(text: string, botUserId: string | undefined): string {
  return text
    .slice(0, 4_000)
    .replaceAll(new RegExp(`<@${botUserId ?? '(?!)'}(?:\\|[^>]*)?>`, 'g'), ' ')
    .replaceAll(/<(?:https?:\/\/|mailto:|tel:)[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<(https?:\/\/[^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

/** Text of a modal's titles, labels and options. */
export function plain(text: string): { readonly type: 'plain_text'; readonly text: string } {
  return { type: 'plain_text', text };
}

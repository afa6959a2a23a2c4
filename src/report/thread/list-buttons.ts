import type { Button, KnownBlock } from '@slack/types';
import type { ListPage, ListRef } from './list-ref.ts';

const listActions = {
  show: 'leakcheck.list.show',
  previous: 'leakcheck.list.previous',
  next: 'leakcheck.list.next',
} as const;

/** Under what is folded in a message that everybody reads: shows the whole of it to who presses. */
export function showAllButton(label: string, list: ListRef): KnownBlock {
  const button = buttonOf(listActions.show, label, { list, page: 0 });
  return { type: 'actions', block_id: 'leakcheck.show_all', elements: [button] };
}

/** Turn the pages of a list; nothing for one of a single page. */
export function pageButtons(
  list: ListRef,
  at: { readonly page: number; readonly pages: number },
): KnownBlock[] {
  const { page, pages } = at;
  const elements = [
    ...(page > 0 ? [buttonOf(listActions.previous, 'Previous page', { list, page: page - 1 })] : []),
    ...(page + 1 < pages ? [buttonOf(listActions.next, 'Next page', { list, page: page + 1 })] : []),
  ];
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: 'leakcheck.pages', elements }];
}

function buttonOf(actionId: string, label: string, value: ListPage): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text: label },
    value: JSON.stringify(value),
  };
}

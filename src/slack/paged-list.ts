import type { KnownBlock } from '@slack/types';
import type { Message } from '../check/poster.ts';
import { pageButtons } from '../report/thread/list-buttons.ts';
import type { ListRef } from '../report/thread/list-ref.ts';
import { context, section } from '../report/thread/thread-message.ts';

/** Items of one page, and where it stands among all. */
export type Page<T> = { readonly items: readonly T[]; readonly page: number; readonly pages: number };

/** The items of a page; of the last one where the list has become shorter since its button was made. */
export function pageOf<T>(
  all: readonly T[],
  at: { readonly page: number; readonly perPage: number },
): Page<T> {
  const { perPage } = at;
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const page = Math.min(at.page, pages - 1);
  return { items: all.slice(page * perPage, (page + 1) * perPage), page, pages };
}

/** Room for the lines of a page: buttons and footers take some of what Slack allows. */
const pageRoom = 8_500;

/** As `pageOf`, for lines of which nobody knows how long they are: as many on a page as Slack takes. */
export function pageOfLines(
  lines: readonly string[],
  at: { readonly page: number; readonly perPage: number },
): Page<string> {
  const pages: string[][] = [[]];
  let used = 0;
  for (const line of lines) {
    const last = pages.at(-1) ?? [];
    const isFull = last.length === at.perPage || (last.length > 0 && used + line.length > pageRoom);
    if (isFull) pages.push([line]);
    else last.push(line);
    used = (isFull ? 0 : used) + line.length + 1;
  }
  const page = Math.min(at.page, pages.length - 1);
  return { items: pages[page] ?? [], page, pages: pages.length };
}

export type PagedList = {
  readonly list: ListRef;
  readonly title: string;
  /** Of this page: a line of mrkdwn each, or blocks where a line is not enough. */
  readonly items: readonly (string | readonly KnownBlock[])[];
  readonly page: number;
  readonly pages: number;
  readonly footer?: readonly string[];
};

/** One page of a list, which says which of how many it is, with buttons to the others. */
export function pagedMessage({ list, title, items, page, pages, footer = [] }: PagedList): Message {
  const where = pages > 1 ? [`Page ${page + 1} of ${pages}.`] : [];
  const small = [...where, ...footer];
  return {
    text: [title.replaceAll('*', ''), ...where].join(' '),
    blocks: [
      ...inSections([title, ...items]),
      ...(small.length > 0 ? [context(small)] : []),
      ...pageButtons(list, { page, pages }),
    ],
  };
}

const sectionRoom = 2_800;

/** Lines in as few sections as they fit into. */
function inSections(items: PagedList['items']): KnownBlock[] {
  const blocks: (string[] | readonly KnownBlock[])[] = [];
  let open: string[] | undefined;
  let room = 0;
  for (const item of items) {
    if (typeof item !== 'string') {
      blocks.push(item);
      open = undefined;
    } else if (open === undefined || item.length + 1 > room) {
      open = [item];
      blocks.push(open);
      room = sectionRoom - item.length;
    } else {
      open.push(item);
      room -= item.length + 1;
    }
  }
  return blocks.flatMap((each) => (isLines(each) ? [section(each)] : each));
}

function isLines(each: readonly string[] | readonly KnownBlock[]): each is readonly string[] {
  return typeof each[0] === 'string';
}

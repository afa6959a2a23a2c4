import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Poster } from '../check/poster.ts';

const eventType = 'leakcheck_post';
const pageLimit = 200;
const pagesLimit = 5;
/** Slack's clock and ours may differ. */
const skewMs = 60_000;

const Page = z.object({
  messages: z
    .array(
      z.object({
        ts: z.string(),
        metadata: z
          .object({ event_type: z.string(), event_payload: z.object({ mark: z.string() }) })
          .optional()
          .catch(undefined),
      }),
    )
    .default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** Metadata that marks a message as one certain post of leakcheck. */
export function markMetadata(mark: string) {
  return { event_type: eventType, event_payload: { mark } };
}

/** Looks for the message with this mark; `unknown` when the token has no history scope. */
export async function findMarked(
  client: WebClient,
  search: Parameters<Poster['find']>[0],
): ReturnType<Poster['find']> {
  try {
    return await searchPages(client, search);
  } catch (error) {
    const code = error instanceof WebAPIPlatformError ? error.data.error : undefined;
    if (code === 'missing_scope' || code === 'not_allowed_token_type') {
      return 'unknown';
    }
    if (code === 'thread_not_found') {
      return 'none';
    }
    throw error;
  }
}

async function searchPages(
  client: WebClient,
  search: Parameters<Poster['find']>[0],
): Promise<{ readonly ts: string } | 'none'> {
  let cursor: string | undefined;
  for (let page = 0; page < pagesLimit; page += 1) {
    const { messages, response_metadata } = Page.parse(await readPage(client, search, cursor));
    const found = messages.find(
      ({ metadata }) => metadata?.event_type === eventType && metadata.event_payload.mark === search.mark,
    );
    if (found !== undefined) {
      return { ts: found.ts };
    }
    cursor = response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') {
      break;
    }
  }
  return 'none';
}

function readPage(
  client: WebClient,
  { to, sinceMs }: Parameters<Poster['find']>[0],
  cursor: string | undefined,
) {
  const query = {
    channel: to.channel,
    oldest: (Math.max(0, sinceMs - skewMs) / 1000).toFixed(6),
    include_all_metadata: true,
    limit: pageLimit,
    ...(cursor === undefined ? {} : { cursor }),
  };
  return to.threadTs === undefined
    ? client.conversations.history(query)
    : client.conversations.replies({ ...query, ts: to.threadTs });
}

import type { Check } from '../../check/check.ts';
import type { Logger } from '../../check/logger.ts';
import type { Poster } from '../../check/poster.ts';

/** `<link|words>` to a check's root message; the words alone where Slack gives no link. */
export async function checkLink(
  deps: { readonly poster: Pick<Poster, 'permalink'>; readonly logger: Logger },
  check: Check,
  words: string,
): Promise<string> {
  if (check.rootTs === undefined) {
    return words;
  }
  try {
    const link = await deps.poster.permalink({ channel: check.channel, ts: check.rootTs });
    return link === undefined ? words : `<${link}|${words}>`;
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'no link to a check');
    return words;
  }
}

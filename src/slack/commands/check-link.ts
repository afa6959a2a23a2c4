import { announcedAt, type Check } from '../../check/check.ts';
import type { Logger } from '../../check/logger.ts';
import type { Poster } from '../../check/poster.ts';

/** `<link|words>` to where a check was announced; the words alone where that is nowhere, or Slack gives no link. */
export async function checkLink(
  deps: { readonly poster: Pick<Poster, 'permalink'>; readonly logger: Logger },
  check: Check,
  words: string,
): Promise<string> {
  const message = announcedAt(check);
  if (message === undefined) return words;
  try {
    const link = await deps.poster.permalink(message);
    return link === undefined ? words : `<${link}|${words}>`;
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'no link to a check');
    return words;
  }
}

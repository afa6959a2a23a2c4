import { announcedAt, type Check } from '../../check/check.ts';
import { linkTo } from '../../check/link-to.ts';
import type { Logger } from '../../check/logger.ts';
import type { Poster } from '../../check/poster.ts';

/** `<link|words>` to where a check was announced; the words alone where that is nowhere, or Slack gives no link. */
export async function checkLink(
  deps: { readonly poster: Pick<Poster, 'permalink'>; readonly logger: Logger },
  check: Check,
  words: string,
): Promise<string> {
  const link = await linkTo(deps, announcedAt(check));
  return link === undefined ? words : `<${link}|${words}>`;
}

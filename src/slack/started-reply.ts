import { type Check, rootOf } from '../check/check.ts';
import { linkTo } from '../check/link-to.ts';
import type { Logger } from '../check/logger.ts';
import type { Message, Poster } from '../check/poster.ts';
import { escapeMrkdwn, mrkdwnCode } from '../report/escape-mrkdwn.ts';
import { formatWindow } from '../report/units.ts';
import { replyMessage } from './reply-message.ts';

/** Says to whoever asked from elsewhere that a check runs, and where its answer comes. `because`, in mrkdwn: why this service. */
export async function startedReply(
  deps: { readonly poster: Pick<Poster, 'permalink'>; readonly logger: Logger },
  check: Check,
  because?: string,
): Promise<Message> {
  const { id, service, windowMs, channel, threadTs } = check;
  const link = await linkTo(deps, rootOf(check));
  const there = threadTs === undefined ? `in <#${channel}>` : `in a thread of <#${channel}>`;
  const where = link === undefined ? there : `${there}: <${link}|watch it there>`;
  return replyMessage(
    `*${escapeMrkdwn(service, 80)}* is being checked over ${formatWindow(windowMs)}${because === undefined ? '' : `, ${because}`}. The verdict comes ${where}.`,
    `wait for it, or stop it with ${mrkdwnCode(`/leakcheck cancel ${id}`)}.`,
  );
}

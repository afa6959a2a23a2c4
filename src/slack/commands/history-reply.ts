import type { Check } from '../../check/check.ts';
import type { Message } from '../../check/poster.ts';
import { escapeMrkdwn, mention, slackDate } from '../../report/escape-mrkdwn.ts';
import { formatConfidence, formatWindow } from '../../report/units.ts';
import type { ListenerDeps } from '../listener-deps.ts';
import { listMessage } from '../reply-message.ts';
import { checkLink } from './check-link.ts';

const shown = 10;

/** The last checks that ended, newest first; undefined when there is none. Throws a StoreUnavailableError. */
export async function historyReply(
  deps: Pick<ListenerDeps, 'store' | 'poster' | 'logger'>,
  service: string | undefined,
): Promise<Message | undefined> {
  // A check that never got as far as a message in its channel is nothing to look back at.
  const ended = await deps.store.history({ service, limit: shown * 3 });
  const checks = ended
    .filter(({ rootTs, digest }) => rootTs !== undefined || digest !== undefined)
    .slice(0, shown);
  if (checks.length === 0) {
    return undefined;
  }
  const lines = await Promise.all(checks.map((check) => checkLine(deps, check)));
  const of = service === undefined ? '' : ` of ${escapeMrkdwn(service, 80)}`;
  return listMessage(`*Last checks${of}*, newest first:`, lines);
}

async function checkLine(deps: Pick<ListenerDeps, 'poster' | 'logger'>, check: Check): Promise<string> {
  const link = await checkLink(deps, check, check.id);
  const when = slackDate(check.outcome?.finishedAtMs ?? check.requestedAtMs);
  return `• ${when} · ${link} · *${escapeMrkdwn(check.service, 80)}* · ${formatWindow(check.windowMs)} · ${verdictOf(check)} · asked by ${mention(check.requestedBy)}`;
}

function verdictOf({ outcome, state }: Check): string {
  if (outcome === undefined) {
    return `${state}, no verdict`;
  }
  const sure = outcome.verdict === 'inconclusive' ? '' : `, ${formatConfidence(outcome.confidence)}`;
  return `*${outcome.verdict}*${sure}`;
}

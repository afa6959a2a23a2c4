import type { Check } from '../../check/check.ts';
import type { Message } from '../../check/poster.ts';
import { escapeMrkdwn, mention, slackDate } from '../../report/escape-mrkdwn.ts';
import { formatConfidence, formatWindow } from '../../report/units.ts';
import type { ListenerDeps } from '../listener-deps.ts';
import { pagedMessage, pageOf } from '../paged-list.ts';
import { checkLink } from './check-link.ts';

const perPage = 10;
/** As many as are kept of one service; of all together more are kept than anybody turns pages for. */
const mostChecks = 200;

/** The last checks that ended, newest first; undefined when there is none. Throws a StoreUnavailableError. */
export async function historyReply(
  deps: Pick<ListenerDeps, 'store' | 'poster' | 'logger'>,
  service: string | undefined,
  page = 0,
): Promise<Message | undefined> {
  // A check that never got as far as a message in its channel is nothing to look back at.
  const ended = await deps.store.history({ service, limit: mostChecks });
  const checks = ended.filter(({ rootTs, digest }) => rootTs !== undefined || digest !== undefined);
  if (checks.length === 0) {
    return undefined;
  }
  const shown = pageOf(checks, { page, perPage });
  const items = await Promise.all(shown.items.map((check) => checkLine(deps, check)));
  const of = service === undefined ? '' : ` of ${escapeMrkdwn(service, 80)}`;
  const list = { kind: 'history' as const, ...(service === undefined ? {} : { service }) };
  const further =
    service === undefined && ended.length === mostChecks
      ? ['With the name of a service `/leakcheck history` goes further back.']
      : [];
  return pagedMessage({
    ...shown,
    list,
    title: `*Last checks${of}*, newest first:`,
    items,
    footer: further,
  });
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

import type { Person } from '../../access/permissions.ts';
import type { Check, CheckState } from '../../check/check.ts';
import type { Message } from '../../check/poster.ts';
import { rightTo } from '../../check/rights.ts';
import { escapeMrkdwn, mention, mrkdwnCode } from '../../report/escape-mrkdwn.ts';
import { formatWindow, plural } from '../../report/units.ts';
import type { ListenerDeps } from '../listener-deps.ts';
import { pagedMessage, pageOf } from '../paged-list.ts';
import { checkLink } from './check-link.ts';

const perPage = 15;

export const stateWords: Readonly<Record<CheckState, string>> = {
  requested: 'being queued',
  queued: 'waiting for a worker',
  capturing: 'capturing',
  analysing: 'analysing',
  reporting: 'writing the report',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** What runs, how to stop what a person may stop, and how the queue does. Throws Store- or QueueUnavailableError. */
export async function statusReply(deps: ListenerDeps, person: Person, page = 0): Promise<Message> {
  const [checks, counts] = await Promise.all([deps.store.unfinished(), deps.queue.counts()]);
  const shown = pageOf(checks, { page, perPage });
  const items = await Promise.all(shown.items.map((check) => checkLine(deps, check, person)));
  const { waiting, delayed, active, workers } = counts;
  const queue = `Queue: ${waiting} waiting, ${delayed} delayed, ${active} active · ${plural(workers, 'worker')}`;
  const alone = workers === 0 ? ['No worker is connected: checks wait until one is started.'] : [];
  const title = checks.length === 0 ? 'No check is running.' : `*${plural(checks.length, 'check')} running:*`;
  return pagedMessage({ ...shown, list: { kind: 'status' }, title, items, footer: [queue, ...alone] });
}

async function checkLine(deps: ListenerDeps, check: Check, person: Person): Promise<string> {
  const { id, service, windowMs, state, points, captured, requestedBy } = check;
  const link = await checkLink(deps, check, escapeMrkdwn(service, 80));
  const done = state === 'capturing' && points > 0 ? ` ${captured} of ${points}` : '';
  const mayCancel =
    requestedBy === person.user || (await rightTo(deps, { service, action: 'check', person })).may;
  const cancel = mayCancel ? ` · cancel: ${mrkdwnCode(`/leakcheck cancel ${id}`)}` : '';
  return `• ${link} · ${formatWindow(windowMs)} · ${stateWords[state]}${done} · asked by ${mention(requestedBy)}${cancel}`;
}

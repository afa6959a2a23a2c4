import { longestOpen, openSinceMs } from '../incident/escalation.ts';
import type { Report } from '../report/report.ts';
import { noteEscalated, queueEscalation } from './begin-escalation.ts';
import type { Check } from './check.ts';
import { announcedAt, threadOf } from './check.ts';
import { type EscalatingDeps, whileEscalating } from './escalating.ts';
import type { EscalationChannel } from './escalation.ts';
import type { EscalationQueue, EscalationRecord, EscalationStore, OwnerUntold } from './escalation-record.ts';
import { escalationSummary } from './escalation-summary.ts';
import { linkTo } from './link-to.ts';
import {
  type EscalationPlan,
  type EscalationRequest,
  escalateAction,
  planEscalation,
} from './plan-escalation.ts';
import { oncePressed, type PressDeps } from './press-button.ts';
import { showPresses } from './pressed-message.ts';
import { AlreadyPressedError, EscalationFailedError } from './request-errors.ts';
import { ownerUntold, tellOwner } from './tell-owner.ts';

export type EscalateDeps = PressDeps &
  EscalatingDeps & {
    readonly escalations: readonly EscalationChannel[];
    readonly escalationStore: EscalationStore;
    readonly escalationQueue: EscalationQueue;
  };

type NotedRequest = EscalationRequest & { readonly note: string };

/**
 * Tells the owner of a check's service of the leaks that nobody has escalated yet, and queues what the ways out of Slack are to be told,
 * once however often it is pressed, on whichever check; answers that check. A way that fails, be it to the owner, is named in the thread;
 * when nobody can be told the button stays. Throws what `planEscalation` throws, AlreadyPressedError, EscalationFailedError, and what the queue and the
 * stores throw.
 */
export async function escalate(deps: EscalateDeps, request: NotedRequest): Promise<Check> {
  const plan = await planEscalation(deps, request);
  const { id, service } = plan.check;
  if (plan.leaks.due.length === 0) {
    await oncePressed(deps, { ...request, action: escalateAction }, () => tellAll(deps, plan, request));
    return plan.check;
  }
  const done = await whileEscalating(deps, service, async () => {
    // Another check's button may have told of the same leaks meanwhile.
    await tellAll(deps, await planEscalation(deps, request), request);
    return true;
  });
  if (done === undefined) throw new AlreadyPressedError(escalateAction, undefined);
  if (request.message !== undefined) await showPresses(deps, id, request.message);
  return plan.check;
}

async function tellAll(
  deps: EscalateDeps,
  plan: EscalationPlan,
  { by, note: words }: { readonly by: string; readonly note: string },
): Promise<void> {
  const { check, owner, ways, leaks } = plan;
  const permalink = await linkTo(deps, announcedAt(check));
  const note = words.trim();
  const { id, service } = check;
  const what = subjectOf(plan);
  let untold: OwnerUntold | undefined;
  if (owner !== undefined) {
    const thread = { channel: check.channel, threadTs: threadOf(check) };
    const summary = escalationSummary(check.outcome, toldReport(plan));
    const escalation = { key: what.key, service, check: id, thread, owner, by, why: undefined, note };
    try {
      await tellOwner(deps, { ...escalation, summary, permalink });
    } catch (error) {
      // A Slack that takes nothing must not keep a page from going out.
      if (!(error instanceof EscalationFailedError) || ways.length === 0) throw error;
      deps.logger.error({ err: error, check: id }, 'the owner could not be told in Slack');
      untold = ownerUntold(error, deps.clock());
    }
  }
  const told = { id: what.id, by, note, permalink, atMs: deps.clock() };
  const record = { ...recordOf(check, told), ...(untold === undefined ? {} : { ownerUntold: untold }) };
  if (ways.length === 0) await noteEscalated(deps, record, leaks.due);
  else await queueEscalation(deps, { record, ways, incidents: leaks.due });
}

/** Names of the escalation and of its messages: the same for each try, others for what is found or comes back later. */
function subjectOf({ check, leaks: { due } }: EscalationPlan): { readonly id: string; readonly key: string } {
  const first = longestOpen(due);
  const which = first === undefined ? '' : `-${first.fingerprint}-${openSinceMs(first)}`;
  return { id: `${check.id}-asked${which}`, key: `escalation${which}` };
}

/** The report without what others have been told already. */
function toldReport({ report, leaks: { due } }: EscalationPlan): Report | undefined {
  if (report === undefined || due.length === 0) return report;
  const told = new Set(due.map(({ fingerprint }) => fingerprint));
  return { ...report, findings: report.findings.filter(({ fingerprint }) => told.has(fingerprint)) };
}

function recordOf(
  check: Check,
  told: Pick<EscalationRecord, 'id' | 'note' | 'atMs'> & {
    readonly by: string;
    readonly permalink: string | undefined;
  },
): EscalationRecord {
  const { id, service, channel } = check;
  const threadTs = threadOf(check);
  const { permalink, ...known } = told;
  return {
    ...known,
    reason: 'asked',
    service,
    check: id,
    to: threadTs === undefined ? { channel } : { channel, threadTs },
    ...(permalink === undefined ? {} : { permalink }),
  };
}

import type { Incident } from '../incident/incident.ts';
import type { Report } from '../report/report.ts';
import { noteEscalated, queueEscalation } from './begin-escalation.ts';
import type { Check } from './check.ts';
import { threadOf } from './check.ts';
import type { EscalationChannel } from './escalation.ts';
import type { EscalationQueue, EscalationRecord, EscalationStore } from './escalation-record.ts';
import { escalationSummary } from './escalation-summary.ts';
import type { EscalationWay } from './escalation-way.ts';
import { UnreadableIncidentsError } from './incident-store.ts';
import { findCheck, oncePressed, type PressDeps } from './press-button.ts';
import type { ButtonMessage } from './pressed-message.ts';
import type { ProfileStore } from './profile-store.ts';
import { EscalationFailedError, NoOwnerError } from './request-errors.ts';
import { demandRight, type RightsDeps } from './rights.ts';
import type { Owner } from './service.ts';
import { storedReport } from './stored-report.ts';
import { tellOwner } from './tell-owner.ts';

export type EscalateDeps = PressDeps & {
  readonly profiles: ProfileStore;
  readonly escalations: readonly EscalationChannel[];
  readonly escalationStore: EscalationStore;
  readonly escalationQueue: EscalationQueue;
};

export type EscalationRequest = {
  readonly check: string;
  /** Slack user id. */
  readonly by: string;
  /** Undefined when the message with the button is not at hand: then it keeps its button. */
  readonly message: ButtonMessage | undefined;
};

const action = 'leakcheck.escalate';

export type EscalationPlan = {
  readonly check: Check;
  /** Undefined where only ways out of Slack are named. */
  readonly owner: Owner | undefined;
  /** Out of Slack, in the order of the services file. */
  readonly ways: readonly EscalationWay[];
};

/** Who would be told about a check, for somebody who may escalate it. Throws UnknownCheckError, NotAllowedError, NoOwnerError. */
export async function planEscalation(
  deps: Pick<EscalateDeps, 'store'> & RightsDeps,
  { check: id, by, message }: EscalationRequest,
): Promise<EscalationPlan> {
  const check = await findCheck(deps, id);
  const person = { user: by, channel: message?.channel ?? check.channel };
  await demandRight(deps, { service: check.service, action: 'escalate', person });
  const service = deps.services.find(({ name }) => name === check.service);
  const { owner, escalation: ways = [] } = service ?? {};
  const isReachable = owner?.userGroup !== undefined || owner?.channel !== undefined;
  if (!isReachable && ways.length === 0) {
    throw new NoOwnerError(check.service);
  }
  return { check, owner: isReachable ? owner : undefined, ways };
}

/**
 * Tells the owner of a check's service, and queues what the ways out of Slack are to be told, once however often it is pressed;
 * answers that check. A way that fails is named in the thread; when nobody can be told the button stays. Throws UnknownCheckError,
 * NotAllowedError, NoOwnerError, AlreadyPressedError, EscalationFailedError, and what the queue and the stores throw.
 */
export async function escalate(
  deps: EscalateDeps,
  request: EscalationRequest & { readonly note: string },
): Promise<Check> {
  const plan = await planEscalation(deps, request);
  await oncePressed(deps, { ...request, action }, () => tellAll(deps, plan, request));
  return plan.check;
}

async function tellAll(
  deps: EscalateDeps,
  { check, owner, ways }: EscalationPlan,
  { by, note: words }: { readonly by: string; readonly note: string },
): Promise<void> {
  const report = await reportOf(deps, check);
  const permalink = await linkTo(deps, check);
  const note = words.trim();
  const { id, service } = check;
  if (owner !== undefined) {
    const thread = { channel: check.channel, threadTs: threadOf(check) };
    const summary = escalationSummary(check.outcome, report);
    const told = { key: 'escalation', service, check: id, thread, owner, by, why: undefined, note };
    try {
      await tellOwner(deps, { ...told, summary, permalink });
    } catch (error) {
      // A Slack that takes nothing must not keep a page from going out.
      if (!(error instanceof EscalationFailedError) || ways.length === 0) throw error;
      deps.logger.error({ err: error, check: id }, 'the owner could not be told in Slack');
    }
  }
  const record = recordOf(check, { by, note, permalink, atMs: deps.clock() });
  const incidents = await incidentsOf(deps, check, report);
  if (ways.length === 0) await noteEscalated(deps, record, incidents);
  else await queueEscalation(deps, { record, ways, incidents });
}

function recordOf(
  check: Check,
  {
    by,
    note,
    permalink,
    atMs,
  }: {
    readonly by: string;
    readonly note: string;
    readonly permalink: string | undefined;
    readonly atMs: number;
  },
): EscalationRecord {
  const { id, service, channel } = check;
  const threadTs = threadOf(check);
  return {
    id: `${id}-asked`,
    reason: 'asked',
    service,
    check: id,
    by,
    note,
    atMs,
    to: threadTs === undefined ? { channel } : { channel, threadTs },
    ...(permalink === undefined ? {} : { permalink }),
  };
}

/** The leaks that a check found and that nobody has done away with. Where the report is out of sight, those it was the first or the last to find. */
async function incidentsOf(
  deps: EscalateDeps,
  { id, service }: Check,
  report: Report | undefined,
): Promise<readonly Incident[]> {
  const found = new Set(report?.findings.map(({ fingerprint }) => fingerprint));
  const incidents = await readable(deps, service);
  return incidents.filter(
    ({ fingerprint, first, last, status }) =>
      (found.has(fingerprint) || first.check === id || last.check === id) &&
      status.is !== 'silenced' &&
      status.is !== 'resolved',
  );
}

/** What cannot be read is no reason to page nobody: then the check itself is told of. */
async function readable(deps: EscalateDeps, service: string): Promise<readonly Incident[]> {
  try {
    return await deps.incidents.of(service);
  } catch (error) {
    if (!(error instanceof UnreadableIncidentsError)) throw error;
    deps.logger.error({ err: error, service }, 'escalated without its leaks');
    return [];
  }
}

/** The report says most; where this process cannot see it, the check's outcome says enough. */
async function reportOf(deps: EscalateDeps, check: Check): Promise<Report | undefined> {
  try {
    return await storedReport(deps.profiles, check.id);
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'escalated without the report');
    return undefined;
  }
}

async function linkTo(deps: EscalateDeps, check: Check): Promise<string | undefined> {
  if (check.rootTs === undefined) {
    return undefined;
  }
  try {
    return await deps.poster.permalink({ channel: check.channel, ts: check.rootTs });
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'escalated without a link');
    return undefined;
  }
}

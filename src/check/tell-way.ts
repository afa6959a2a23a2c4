import { auditOutcome } from './audit-escalation.ts';
import { StoreUnavailableError } from './check-store.ts';
import { noticeOf } from './escalation-notice.ts';
import type { Outcome, WayJob } from './escalation-record.ts';
import { type EscalationSender, type Receipt, SendError } from './escalation-sender.ts';
import type { EscalationWay } from './escalation-way.ts';
import type { IncidentStore } from './incident-store.ts';
import type { ProfileStore } from './profile-store.ts';
import { reportOrNone } from './report-or-none.ts';
import type { Service } from './service.ts';
import { type ShowDeps, tryToShow } from './show-outcomes.ts';
import type { AuditDeps } from './write-audit.ts';

export type TellWayDeps = ShowDeps &
  AuditDeps & {
    readonly incidents: IncidentStore;
    readonly profiles: ProfileStore;
    readonly sender: EscalationSender;
    findService(name: string): Service | undefined;
    /** After the first try; doubled from try to try. A second unless told. */
    readonly firstWaitMs?: number;
  };

export type Told = { readonly state: 'over' } | { readonly state: 'again'; readonly afterMs: number };

/** With waits that double from a second to five minutes about nine minutes in all. */
const mostTries = 10;
const longestWaitMs = 300_000;

/** Longer than any exchange takes; a worker that dies in between delays what follows by no more than that. */
const holdsMs = 60_000;
const comesBackMs = 2_000;

const showsAgainMs = 30_000;
const showsWithinMs = 24 * 3_600_000;

/**
 * Tells one way one notice, notes what came of it, and shows that in the thread. `again`: it did not take it this time,
 * or is not to be told yet. A notice that was told, or failed for good, is over. Throws what the stores throw.
 */
export async function tellWay(deps: TellWayDeps, job: WayJob): Promise<Told> {
  // Of one incident a way is told one thing after the other: an issue is looked for before it is made.
  const claim = `telling:${job.service}:${job.way}:${job.incident ?? job.check}`;
  if (!(await deps.store.claim(claim, holdsMs))) return { state: 'again', afterMs: comesBackMs };
  try {
    return await tellHeld(deps, job);
  } finally {
    await deps.store.unclaim(claim);
  }
}

async function tellHeld(deps: TellWayDeps, job: WayJob): Promise<Told> {
  const earlier = await deps.escalationStore.outcomes(job.escalation);
  const before = earlier.get(job.id);
  if (before === undefined || before.state === 'told' || before.state === 'failed') {
    return shownOrLater(deps, job, before);
  }
  if (job.event !== 'trigger' && isTriggerUnderWay(job, earlier))
    return { state: 'again', afterMs: comesBackMs };
  const tries = before.tries + 1;
  const { after, told } = await attempt(deps, job, { ...before, tries, atMs: deps.clock() }, earlier);
  await deps.escalationStore.note(job.escalation, job.id, after);
  if (told.state === 'over') {
    const record = await deps.escalationStore.get(job.escalation);
    await auditOutcome(deps, job, { outcome: after, channel: record?.to.channel ?? '' });
    return shownOrLater(deps, job, after);
  }
  await tryToShow(deps, job.escalation);
  return told;
}

/** What came of it for good is shown when Slack is back, unless that takes a day. */
async function shownOrLater(deps: TellWayDeps, job: WayJob, outcome: Outcome | undefined): Promise<Told> {
  const isShown = await tryToShow(deps, job.escalation);
  const isLate = outcome === undefined || deps.clock() - outcome.atMs > showsWithinMs;
  return isShown || isLate ? { state: 'over' } : { state: 'again', afterMs: showsAgainMs };
}

type Attempt = { readonly after: Outcome; readonly told: Told };

async function attempt(
  deps: TellWayDeps,
  job: WayJob,
  outcome: Outcome,
  earlier: ReadonlyMap<string, Outcome>,
): Promise<Attempt> {
  try {
    const receipt = await send(deps, job, knownOf(job, earlier));
    const { problem: _, nextStep: __, ...rest } = outcome;
    return { after: { ...rest, ...receipt, state: 'told', atMs: deps.clock() }, told: { state: 'over' } };
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error;
    deps.logger.warn({ err: error, job: job.id, tries: outcome.tries }, 'a way to escalate did not take it');
    const {
      message: problem,
      nextStep,
      kind,
      retryAfterMs,
    } = error instanceof SendError ? error : internal();
    const isOver = kind === 'refused' || outcome.tries >= mostTries;
    const after: Outcome = { ...outcome, state: isOver ? 'failed' : 'trying', problem, nextStep };
    const waitMs = Math.min((deps.firstWaitMs ?? 1_000) * 2 ** (outcome.tries - 1), longestWaitMs);
    const afterMs = Math.max(retryAfterMs ?? 0, waitMs);
    return { after, told: isOver ? { state: 'over' } : { state: 'again', afterMs } };
  }
}

function internal(): SendError {
  const nextStep = 'The log of the leakcheck worker says more.';
  return new SendError({ kind: 'again', message: 'an internal error', nextStep });
}

/** What it became of an incident is news only to whom the incident was told. */
function isTriggerUnderWay(job: WayJob, earlier: ReadonlyMap<string, Outcome>): boolean {
  return [...earlier.values()].some(
    ({ way, incident, event, state }) =>
      way === job.way &&
      incident === job.incident &&
      event === 'trigger' &&
      (state === 'waiting' || state === 'trying'),
  );
}

async function send(deps: TellWayDeps, job: WayJob, known: Receipt | undefined): Promise<Receipt> {
  const way = wayOf(deps, job);
  const record = await deps.escalationStore.get(job.escalation);
  if (record === undefined)
    throw lost('it is not known any more who was to be told of what', 'Escalate again.');
  const incidents = job.incident === undefined ? [] : await deps.incidents.of(job.service);
  const incident = incidents.find(({ fingerprint }) => fingerprint === job.incident);
  if (job.event !== 'trigger' && incident?.escalated?.escalation !== job.escalation) {
    throw lost('it was escalated anew meanwhile', 'Look at the newer message about it.');
  }
  const notice = noticeOf({ job, record, incident, report: await reportOrNone(deps, job.check) });
  return deps.sender.send(way, notice, known);
}

function wayOf(deps: TellWayDeps, { service, way: key }: WayJob): EscalationWay {
  const way = deps.findService(service)?.escalation?.find((each) => each.key === key);
  if (way !== undefined) return way;
  const nextStep = 'Give the bot and every worker the same leakcheck.yaml, and tell them yourself meanwhile.';
  throw lost('the services file of this worker does not name it', nextStep);
}

function lost(message: string, nextStep: string): SendError {
  return new SendError({ kind: 'refused', message, nextStep });
}

function knownOf(job: WayJob, earlier: ReadonlyMap<string, Outcome>): Receipt | undefined {
  return [...earlier.values()].find(
    ({ way, incident, ref }) => way === job.way && incident === job.incident && ref !== undefined,
  );
}

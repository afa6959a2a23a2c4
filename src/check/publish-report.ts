import { longerWindowMs } from '../report/longer-window.ts';
import type { ProfilesNote } from '../report/profiles-note.ts';
import type { Report } from '../report/report.ts';
import { caveatsMessage } from '../report/thread/caveats-message.ts';
import { findingMessages } from '../report/thread/finding-message.ts';
import { rootVerdict } from '../report/thread/root-message.ts';
import { verdictMessage } from '../report/thread/verdict-message.ts';
import { clearlyGrows } from '../report/units.ts';
import { chartFiles } from './chart-files.ts';
import type { Check, CheckedGrowth, CheckOutcome } from './check.ts';
import type { CheckStore } from './check-store.ts';
import type { IncidentStore } from './incident-store.ts';
import { noteInFirstThreads, postIncidents } from './incident-threads.ts';
import { linkTo } from './link-to.ts';
import type { Logger } from './logger.ts';
import type { CheckPlan } from './plan.ts';
import { alonePost, postAlone, postInThread } from './post-in-thread.ts';
import type { PostLog } from './post-log.ts';
import { postOnce } from './post-once.ts';
import { type Message, PostError, type Poster, type PostTarget, type UploadFile } from './poster.ts';
import { profileFiles } from './profile-files.ts';
import type { ProfileStore } from './profile-store.ts';
import { needsOwnMessage, reportPlace } from './report-place.ts';
import type { Service } from './service.ts';
import { uploadOrExplain } from './upload-or-explain.ts';

export type PublishDeps = {
  readonly services: readonly Service[];
  readonly store: CheckStore;
  readonly incidents: IncidentStore;
  readonly postLog: PostLog;
  readonly poster: Poster;
  readonly profiles: ProfileStore;
  readonly clock: () => number;
  readonly logger: Logger;
  /** Waits until Slack shows what was just shared, which it does a moment later: without it findings may overtake charts. */
  readonly untilShown?: () => Promise<void>;
};

type Publication = {
  readonly check: Check;
  readonly plan: CheckPlan;
  readonly report: Report;
  readonly to: PostTarget;
};

/**
 * Fills the thread: the verdict first, as it is what a person waits for, the root message's last edit at the end. Every
 * step is done once however often this runs, and none is begun after a cancel. Throws a PostError when Slack did not take
 * a step that others build on; running it again goes on where it stopped.
 */
export async function publishReport(
  deps: PublishDeps,
  { check, plan, report }: { readonly check: Check; readonly plan: CheckPlan; readonly report: Report },
): Promise<void> {
  if (await isCancelled(deps, check)) {
    return;
  }
  const verdict = { key: 'verdict', message: verdictMessage(report, check.requestedBy) };
  const to = await (needsOwnMessage(check, report) ? postAlone : postInThread)(deps, check, verdict);
  const finished = await postRest(deps, { check, plan, report, to });
  if (finished) {
    await finishCheck(deps, { check, report });
  }
}

async function isCancelled(deps: PublishDeps, check: Check): Promise<boolean> {
  return (await deps.store.get(check.id))?.state === 'cancelled';
}

/** What is known of the leaks, charts, findings, files, caveats; false when the check was cancelled in between. */
async function postRest(deps: PublishDeps, publication: Publication): Promise<boolean> {
  const { check, report } = publication;
  if (await isCancelled(deps, check)) {
    return false;
  }
  await postIncidents(deps, publication);
  const charts = await chartFiles(deps.profiles, check.id, report);
  const chartProblem = await upload(deps, publication, { key: 'charts', files: charts });
  if (charts.length > 0 && chartProblem === undefined) await deps.untilShown?.();
  for (const [index, message] of findingMessages(report).entries()) {
    if (await isCancelled(deps, check)) {
      return false;
    }
    await post(deps, publication, `findings-${index}`, message);
  }
  if (await isCancelled(deps, check)) {
    return false;
  }
  const note = await attachFiles(deps, publication);
  const caveats =
    chartProblem === undefined
      ? report.caveats
      : [...report.caveats, `The charts are missing: ${chartProblem}`];
  await post(deps, publication, 'caveats', caveatsMessage({ ...report, caveats }, note));
  await noteInFirstThreads(deps, publication);
  return !(await isCancelled(deps, check));
}

/** The report itself, and the profiles where the service allows it. */
async function attachFiles(deps: PublishDeps, publication: Publication): Promise<ProfilesNote> {
  const { report, plan } = publication;
  const service = deps.services.find(({ name }) => name === report.service);
  const allowed = service?.attachProfiles ?? false;
  const attached = allowed ? await profileFiles(deps.profiles, plan, report) : undefined;
  const files = [...(attached?.files ?? []), reportFile(report)];
  const problem = await upload(deps, publication, { key: 'files', files });
  if (problem !== undefined) {
    return { kind: 'nothing-attached', reason: problem };
  }
  return attached?.note ?? { kind: 'not-attached', reason: whyNot(service) };
}

function whyNot(service: Service | undefined): string {
  return service === undefined
    ? 'the service is no longer in the services file.'
    : 'the services file says `attachProfiles: false`.';
}

function reportFile(report: Report): UploadFile {
  const bytes = new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`);
  return { name: 'report.json', title: 'report.json', altText: undefined, bytes };
}

/** The last step: the root message becomes the verdict line, the check is done. */
export async function finishCheck(
  deps: PublishDeps,
  { check, report }: { readonly check: Check; readonly report: Report },
): Promise<void> {
  if (check.rootTs !== undefined) {
    const where = reportPlace(check, report, await linkToReport(deps, check));
    const message = rootVerdict(report, check.requestedBy, where);
    await editRoot(deps, check, { ts: check.rootTs, message });
  }
  await deps.store.finish(check.id, outcomeOf(report, deps.clock()));
  await deps.store.release(check);
}

/** Of a report that got a message of its own. */
async function linkToReport(deps: PublishDeps, check: Check): Promise<string | undefined> {
  const ts = await alonePost(deps, check.id, 'verdict');
  return linkTo(deps, ts === undefined ? undefined : { channel: check.channel, ts });
}

/** Keeps the verdict of a check whose thread could not be told of it: `/leakcheck history` has it. */
export async function keepVerdict(deps: PublishDeps, check: Check, report: Report): Promise<void> {
  await deps.store.finish(check.id, outcomeOf(report, deps.clock()));
}

function outcomeOf(report: Report, finishedAtMs: number): CheckOutcome {
  const { verdict, confidence, reason } = report;
  // What the button says it will do, it must do.
  const proposedWindowMs = longerWindowMs(report);
  return { verdict, confidence, reason, finishedAtMs, proposedWindowMs, growth: growthOf(report) };
}

function growthOf({ growth: { heap, goroutines } }: Report): CheckedGrowth {
  return {
    ...(heap === undefined ? {} : { heapPerMinute: clearlyGrows(heap) ? heap.perMinute : 0 }),
    ...(goroutines === undefined
      ? {}
      : { goroutinesPerMinute: clearlyGrows(goroutines) ? goroutines.perMinute : 0 }),
  };
}

/** A root message that was deleted, or cannot be edited any more, is no reason to hold back an answer that is posted. */
async function editRoot(
  deps: PublishDeps,
  check: Check,
  root: { readonly ts: string; readonly message: Message },
): Promise<void> {
  try {
    await deps.poster.update({ channel: check.channel, ...root });
  } catch (error) {
    if (!(error instanceof PostError) || error.kind !== 'refused') {
      throw error;
    }
    deps.logger.warn(
      { err: error, check: check.id },
      'verdict posted, but the root message could not be edited',
    );
  }
}

async function post(
  deps: PublishDeps,
  { check, to }: Publication,
  key: string,
  message: Message,
): Promise<void> {
  await postOnce(deps, { check: check.id, key, to, message });
}

function upload(
  deps: PublishDeps,
  { check, to }: Publication,
  { key, files }: { readonly key: string; readonly files: readonly UploadFile[] },
): Promise<string | undefined> {
  return uploadOrExplain(deps, { check: check.id, key, to, files, comment: undefined });
}

import type { Check } from '../src/check/check.ts';
import { jobOptions } from '../src/queue/job-options.ts';
import { jobIds } from '../src/queue/names.ts';
import type { CheckJob, PlanJob } from '../src/queue/payloads.ts';
import { countBatch } from './capture.ts';
import { chainState } from './capture-chain.ts';
import { addChild, type Child, knownChildren, leaveChildren, waitForChildren } from './children.ts';
import type { CheckContext } from './job-context.ts';
import type { HeldJob } from './run-job.ts';

export type NextStep = CheckJob | 'done';
type Unplanned = Extract<CheckJob, { step: 'plan' }>;
type Planned = Extract<CheckJob, { plan: unknown }>;

/** The window starts now, whatever the queue took; from here on neither it nor the list of replicas changes. */
export async function freezePlan(context: CheckContext, data: Unplanned): Promise<NextStep> {
  const { check, service: name, windowMs } = data;
  const service = context.findService(name);
  if (service === undefined) {
    return failing(
      data,
      `this worker's services file does not name ${name}.`,
      'give the bot and every worker the same leakcheck.yaml and ask again.',
    );
  }
  const { replicas, points, ...window } = context.planCheck({
    check,
    service,
    windowMs,
    t0Ms: context.clock(),
  });
  return { ...data, step: 'capture', plan: { ...window, replicas: [...replicas], points: [...points] } };
}

/**
 * Adds the first capture of each batch and goes on when all of them are over, whatever became of them. Each adds the one after it; where one
 * failed before it could, that is done here.
 */
export async function awaitCaptures(context: CheckContext, held: HeldJob, data: Planned): Promise<NextStep> {
  const { check, plan } = data;
  const { t0Ms, replicas, points } = plan;
  await context.store.setPlan(check, {
    t0Ms,
    replicas: replicas.map(({ name }) => name),
    points: points.length,
  });
  await enter(context, check, 'capturing');
  for (;;) {
    const { missing, failed, isOver } = await chainState(context, held.job, plan);
    // A capture job counts its own batch of a time point, unless it failed for good.
    for (const { point, batch } of failed) await countBatch(context, check, { point: point.index, batch });
    if (isOver) return { ...data, step: 'analyse' };
    for (const job of missing) await addOrLeave(context, held, check, job);
    await waitForChildren(held);
  }
}

export async function awaitAnalysis(context: CheckContext, held: HeldJob, data: Planned): Promise<NextStep> {
  const { check, plan } = data;
  await enter(context, check, 'analysing');
  const payload: PlanJob = { check, plan };
  const { analyse: queue } = context.queues;
  const job = { queue, id: jobIds.analyse(check), data: payload, options: jobOptions.analyse };
  const failed = await runChild(context, held, check, job);
  return failed
    ? failing(data, 'the captures were taken, but their analysis failed.')
    : { ...data, step: 'report' };
}

export async function awaitReport(context: CheckContext, held: HeldJob, data: Planned): Promise<NextStep> {
  const { check, plan } = data;
  await enter(context, check, 'reporting');
  const { report: queue } = context.queues;
  const payload: PlanJob = { check, plan };
  const job = { queue, id: jobIds.report(check), data: payload, options: jobOptions.report };
  const failed = await runChild(context, held, check, job);
  return failed ? failing(data, 'there is a verdict, but it could not be posted.', askDoctor) : 'done';
}

/** The step that tells the thread why there will be no verdict. */
export function failing(data: CheckJob, reason: string, nextStep = askAgain): CheckJob {
  const { check, service, windowMs } = data;
  return { step: 'fail', check, service, windowMs, problem: { reason, nextStep }, tries: 0 };
}

const askDoctor =
  'run `leakcheck doctor`: it shows whether Slack takes posts and whether all workers share one profile directory. Then ask again.';
const askAgain = 'ask again; if it fails again, the log of the leakcheck worker says why.';

/** Answers, once the child is over, whether it failed. */
async function runChild(context: CheckContext, held: HeldJob, check: string, child: Child): Promise<boolean> {
  await addOrLeave(context, held, check, child);
  await waitForChildren(held);
  return (await knownChildren(held.job)).hasFailed(child);
}

/** Adds a child that is missing. A cancel that came meanwhile could not see it: so it is looked after here. */
async function addOrLeave(context: CheckContext, held: HeldJob, check: string, child: Child): Promise<void> {
  const added = await addChild(held.job, child);
  if (added && (await context.isOver(check))) await leaveChildren(held.job, 'the check is over');
}

async function enter(context: CheckContext, check: string, state: Check['state']): Promise<void> {
  await context.store.setState(check, state);
  const now = await context.store.get(check);
  if (now !== undefined) context.publisher.progress(now);
}

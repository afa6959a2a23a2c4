import { type DigestRun, runId, wasMissed } from '../../digest/digest.ts';
import { timesOf } from '../../digest/due-runs.ts';
import { quietUntil } from '../../digest/quiet-times.ts';
import { planSweep, sweepEnds } from '../../digest/sweep-plan.ts';
import { isEnded } from '../is-ended.ts';
import { digestFacts } from './digest-facts.ts';
import type { SweptService } from './digest-services.ts';
import type { DigestSources } from './digests-now.ts';
import { isPublished, type PublishDigestDeps, publishDigest } from './publish-digest.ts';
import { type SweepCheckDeps, startSweepCheck } from './sweep-check.ts';
import { wishedRun } from './wished-run.ts';

export type StepDeps = PublishDigestDeps & SweepCheckDeps & DigestSources;

/** Where a run's sweep stands: frozen at its beginning but for the checks that were started, by service. */
export type Sweep = {
  readonly services: readonly SweptService[];
  readonly checks: Readonly<Record<string, string>>;
};

export type Stepped =
  | { readonly kind: 'over' }
  | { readonly kind: 'wait'; readonly untilMs: number; readonly sweep: Sweep };

/** How often a sweep looks whether its checks have ended. */
const looksEveryMs = 2_000;
/** And one that is paused whether it goes on. */
const pausedLooksEveryMs = 10_000;

/**
 * Takes a run on by as much as can be done now: starts the checks whose turn it is, or posts the digest when all have ended and it is
 * due. What has been done is not done again, so that any worker goes on from here. A digest that was removed meanwhile, or is paused when
 * it is due, is over. Throws what the stores, the queue and Slack throw.
 */
export async function stepDigest(deps: StepDeps, begun: DigestRun, before: Sweep): Promise<Stepped> {
  if (await isPublished(deps, begun)) return { kind: 'over' };
  const wished = await wishedRun(deps, begun);
  if (wished.kind === 'still') return stepWished(deps, wished.run, before);
  const resumedByMs = Math.min(begun.dueMs, deps.clock() + pausedLooksEveryMs);
  if (wished.kind === 'paused' && deps.clock() < begun.dueMs) {
    return { kind: 'wait', untilMs: resumedByMs, sweep: before };
  }
  deps.logger.info({ run: runId(begun), digest: wished.kind }, 'a digest is not wished any more');
  return { kind: 'over' };
}

async function stepWished(deps: StepDeps, run: DigestRun, before: Sweep): Promise<Stepped> {
  const sweep = { ...before, checks: await startWhatIsDue(deps, run, before) };
  const nowMs = deps.clock();
  const { lastStartMs, endMs } = endsOf(run, sweep);
  const { running, waiting } = await countChecks(deps, sweep);
  const isSwept = running === 0 && (waiting === 0 || nowMs > lastStartMs);
  if (!isSwept && nowMs < endMs) return { kind: 'wait', untilMs: nowMs + looksEveryMs, sweep };
  // One that is late has waited anyhow: it does not come in the night.
  const loudMs = wasMissed(run) ? quietUntil(timesOf(run.digest), nowMs) : nowMs;
  const postMs = Math.max(run.dueMs, loudMs);
  if (nowMs < postMs) return { kind: 'wait', untilMs: postMs, sweep };
  await publishDigest(deps, run, await digestFacts(deps, run, sweep));
  return { kind: 'over' };
}

function endsOf(run: DigestRun, { services }: Sweep) {
  const windowsMs = services.map(({ windowMs }) => windowMs);
  const { withinMs, atOnce } = run.digest;
  const plan = planSweep({ windowsMs, withinMs, atOnce });
  return { ...plan, ...sweepEnds(run, { leadMs: plan.leadMs, windowsMs }) };
}

async function startWhatIsDue(
  deps: StepDeps,
  run: DigestRun,
  sweep: Sweep,
): Promise<Readonly<Record<string, string>>> {
  const { spacingMs, lastStartMs } = endsOf(run, sweep);
  const checks: Record<string, string> = { ...sweep.checks };
  let { running } = await countChecks(deps, sweep);
  for (const [index, { service: name, windowMs }] of sweep.services.entries()) {
    const service = deps.services.find((each) => each.name === name);
    if (service === undefined || checks[name] !== undefined) continue;
    const nowMs = deps.clock();
    const isItsTurn = nowMs >= run.startedMs + index * spacingMs && nowMs <= lastStartMs;
    if (!isItsTurn || running >= run.digest.atOnce) break;
    const check = await startSweepCheck(deps, run, { service, windowMs });
    if (check === undefined) continue;
    checks[name] = check;
    running += 1;
  }
  return checks;
}

async function countChecks(
  { store, services }: StepDeps,
  sweep: Sweep,
): Promise<{ readonly running: number; readonly waiting: number }> {
  const states = await Promise.all(Object.values(sweep.checks).map((id) => store.stateOf(id)));
  const running = states.filter((state) => state !== undefined && !isEnded({ state })).length;
  const waiting = sweep.services.filter(
    ({ service }) => sweep.checks[service] === undefined && services.some(({ name }) => name === service),
  );
  return { running, waiting: waiting.length };
}

import { detailMessages } from '../../digest/detail-messages.ts';
import { type DigestRun, runId } from '../../digest/digest.ts';
import { type DigestFacts, isAllHealthy, memoryOf, newsOf } from '../../digest/facts.ts';
import type { PostLog } from '../post-log.ts';
import { postOnce } from '../post-once.ts';
import { PostError, type PostTarget } from '../poster.ts';
import type { FactsDeps } from './digest-facts.ts';
import { type LeakDeps, postLeaks } from './post-leaks.ts';
import { postRoot, type RootDeps, rootKey } from './post-root.ts';
import { type ChartDeps, shareTrendChart, trendChartFile } from './post-trend-chart.ts';

export type PublishDigestDeps = FactsDeps & LeakDeps & ChartDeps & RootDeps;

/**
 * Posts a digest: its message, then its thread. Every step is done once however often this runs, and the next digest builds on this
 * one when all is done. Throws a PostError where the message itself could not be posted, or the rest may be at another try.
 */
export async function publishDigest(
  deps: PublishDigestDeps,
  run: DigestRun,
  facts: DigestFacts,
): Promise<void> {
  const toldMs = await toldAt(deps, run, facts);
  const ts = isSilent(run, facts) ? undefined : await post(deps, run, facts);
  const memory = memoryOf(runId(run), { ...facts, nowMs: toldMs });
  await deps.digests.note(run.digest.name, { memory, problem: undefined });
  await deps.postLog.set(runId(run), doneKey, { state: 'posted', ts: ts ?? 'none' });
}

/**
 * The moment of which the message tells, also where it was posted at an earlier try and the rest of the digest now: what came in between
 * is the next one's news.
 */
async function toldAt(
  { postLog }: PublishDigestDeps,
  run: DigestRun,
  { nowMs }: DigestFacts,
): Promise<number> {
  const [root, told] = await Promise.all([rootKey, toldKey].map((key) => postLog.get(runId(run), key)));
  if (root !== undefined && told?.state === 'posted') return Number(told.ts);
  await postLog.set(runId(run), toldKey, { state: 'posted', ts: String(nowMs) });
  return nowMs;
}

const toldKey = 'told';
const doneKey = 'done';

export async function isPublished(deps: { readonly postLog: PostLog }, run: DigestRun): Promise<boolean> {
  return (await deps.postLog.get(runId(run), doneKey)) !== undefined;
}

function isSilent({ digest }: DigestRun, facts: DigestFacts): boolean {
  return digest.healthy === 'nothing' && isAllHealthy(facts) && newsOf(facts).length === 0;
}

async function post(deps: PublishDigestDeps, run: DigestRun, facts: DigestFacts): Promise<string> {
  const { channel } = run.digest;
  const chart = isAllHealthy(facts) ? undefined : await trendChartFile(deps, facts);
  const ts = await postRoot(deps, run, facts, chart);
  const thread = { channel, threadTs: ts };
  if (chart !== undefined) await unlessRefused(deps, run, () => shareTrendChart(deps, run, chart, thread));
  await unlessRefused(deps, run, () => postDetails(deps, run, facts, thread));
  if (isAllHealthy(facts)) return ts;
  await unlessRefused(deps, run, () => postLeaks(deps, run, facts, thread));
  return ts;
}

async function postDetails(
  deps: PublishDigestDeps,
  run: DigestRun,
  facts: DigestFacts,
  to: PostTarget,
): Promise<void> {
  for (const [index, message] of detailMessages(facts).entries()) {
    await postOnce(deps, { check: runId(run), key: `details-${index}`, to, message });
  }
}

/** The message stands: what Slack refuses of its thread is no reason to hold back what follows. */
async function unlessRefused(
  { logger }: PublishDigestDeps,
  run: DigestRun,
  step: () => Promise<unknown>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof PostError) || error.kind !== 'refused') throw error;
    logger.error({ err: error, run: runId(run) }, 'Slack refused a part of a digest');
  }
}

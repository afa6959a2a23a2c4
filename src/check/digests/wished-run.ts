import { type Digest, type DigestRun, runId } from '../../digest/digest.ts';
import type { PostLog } from '../post-log.ts';
import { type DigestSources, digestsNow } from './digests-now.ts';
import { rootKey } from './post-root.ts';

/** What became of a digest's wish since its run began. */
export type Wished =
  | { readonly kind: 'still'; readonly run: DigestRun }
  /** Until it is due it may be resumed. */
  | { readonly kind: 'paused' }
  /** Or due at other times now: those have runs of their own. */
  | { readonly kind: 'removed' };

/**
 * A run as its digest is wished now, which people may have removed or paused since it began, or given another channel because Slack took
 * nothing in the first one. A message that is there stays where it is. Throws a StoreUnavailableError.
 */
export async function wishedRun(
  deps: DigestSources & { readonly postLog: PostLog },
  run: DigestRun,
): Promise<Wished> {
  const { name } = run.digest;
  const digest = (await digestsNow(deps)).find((each) => each.name === name);
  if (digest === undefined || !isSameSchedule(digest, run.digest)) return { kind: 'removed' };
  const { pause } = await deps.digests.recordOf(name);
  if (pause !== undefined) return { kind: 'paused' };
  if ((await deps.postLog.get(runId(run), rootKey)) !== undefined) return { kind: 'still', run };
  return { kind: 'still', run: { ...run, digest: { ...run.digest, channel: digest.channel } } };
}

function isSameSchedule(now: Digest, then: Digest): boolean {
  return now.cron === then.cron && now.timeZone === then.timeZone;
}

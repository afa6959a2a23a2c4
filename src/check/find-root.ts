import type { Check } from './check.ts';
import type { PostOnceDeps } from './post-once.ts';

/**
 * A check with its root message, also where whoever posted it died before that was on record: it must not say for ever that the check
 * waits. Throws a PostError.
 */
export async function withRoot(deps: PostOnceDeps, check: Check): Promise<Check> {
  if (check.rootTs !== undefined || check.digest !== undefined) return check;
  const record = await deps.postLog.get(check.id, 'root');
  if (record === undefined) return check;
  if (record.state === 'posted') return { ...check, rootTs: record.ts };
  const to = { channel: check.channel, threadTs: check.threadTs };
  const found = await deps.poster.find({ to, mark: `${check.id}/root`, sinceMs: record.atMs });
  return typeof found === 'object' ? { ...check, rootTs: found.ts } : check;
}

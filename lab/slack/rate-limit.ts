export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * A token bucket for each key. Returns a function that takes one token and says how many whole seconds to wait
 * when there is none (0 when the call may go on).
 */
export function rateLimiter(nowMs: () => number): (key: string, limit: RateLimit) => number {
  const buckets = new Map<string, { readonly tokens: number; readonly atMs: number }>();
  return (key, { perSecond, burst }) => {
    const atMs = nowMs();
    const last = buckets.get(key) ?? { tokens: burst, atMs };
    const tokens = Math.min(burst, last.tokens + ((atMs - last.atMs) / 1000) * perSecond);
    if (tokens < 1) return Math.max(1, Math.ceil((1 - tokens) / perSecond));
    buckets.set(key, { tokens: tokens - 1, atMs });
    return 0;
  };
}

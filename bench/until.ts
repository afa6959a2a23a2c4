import { setTimeout as wait } from 'node:timers/promises';

/** Asks until the answer is not undefined. Throws an Error that names what was waited for when that takes too long. */
export async function until<T>(
  what: string,
  within: { readonly everyMs: number; readonly timeoutMs: number },
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const givesUpAt = performance.now() + within.timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > givesUpAt) throw new Error(`${what}: not within ${within.timeoutMs / 1_000} s`);
    await wait(within.everyMs);
  }
}

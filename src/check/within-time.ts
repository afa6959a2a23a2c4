import { setMaxListeners } from 'node:events';

/**
 * Runs with a signal that ends with the caller's, and with a TimeoutError after `ms`, 0 or less being at once. The timer lives
 * as long as the run: `AbortSignal.any()` over `AbortSignal.timeout()` does not do, because a garbage collection may take the
 * timeout away before it ends anything (https://github.com/nodejs/node/issues/57736). Throws what `run` throws.
 */
export async function withinTime<T>(
  { signal, ms }: { readonly signal: AbortSignal; readonly ms: number },
  run: (within: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(new DOMException('too late', 'TimeoutError')), ms);
  // Runs of many replicas end with one signal, and Node takes more than ten listeners for a leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Whether it was the time that ended the signal, and not whoever stopped the work. */
export function isOutOfTime(within: AbortSignal): boolean {
  return within.aborted && within.reason instanceof Error && within.reason.name === 'TimeoutError';
}

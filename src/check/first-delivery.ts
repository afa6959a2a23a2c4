import type { CheckStore } from './check-store.ts';
import type { Logger } from './logger.ts';

/** Slack delivers again what it thinks was not heard, within minutes. */
const keepMs = 3_600_000;

/**
 * True for the first delivery with this key over all processes. Also true when the store does not answer: then nothing can
 * be started anyway, and whoever asked must hear why.
 */
export async function isFirstDelivery(
  deps: { readonly store: Pick<CheckStore, 'claim'>; readonly logger: Logger },
  key: string,
): Promise<boolean> {
  try {
    return await deps.store.claim(`delivery:${key}`, keepMs);
  } catch (error) {
    deps.logger.warn({ err: error }, 'a delivery could not be told from a repeated one');
    return true;
  }
}

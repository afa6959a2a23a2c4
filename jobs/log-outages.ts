import type { Logger } from '../src/check/logger.ts';
import { isOutage } from '../src/redis/is-outage.ts';

const atMostEveryMs = 10_000;

/** Logs what queues and connections report; of an outage one line in ten seconds, for every connection fails with every try. */
export function logOutages(logger: Logger, clock: () => number): (error: Error) => void {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (!isOutage(error)) {
      logger.error({ err: error }, 'queue error');
    } else if (clock() - saidAtMs >= atMostEveryMs) {
      saidAtMs = clock();
      logger.warn({ err: error }, 'the queue (Redis) cannot be reached');
    }
  };
}

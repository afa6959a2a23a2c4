import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from '../check/logger.ts';

/**
 * Bolt's log lines in the project's log. Its debug lines are dropped: they quote payloads, and with them addresses that
 * anybody can answer to (`response_url`).
 */
export function boltLogger(logger: Logger): BoltLogger {
  return {
    debug: () => undefined,
    info: (...messages) => logger.debug({ bolt: messages.map(lineOf) }, 'bolt'),
    warn: (...messages) => logger.warn({ bolt: messages.map(lineOf) }, 'bolt warns'),
    error: (...messages) => logger.error({ bolt: messages.map(lineOf) }, 'bolt reports an error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

function lineOf(message: unknown): string {
  return message instanceof Error ? message.message : String(message);
}

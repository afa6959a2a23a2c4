import { Redis } from 'ioredis';
import { oneWriteATurn } from './one-write-a-turn.ts';

const answerWithinMs = 1_000;
const longestReconnectMs = 1_000;

/**
 * For whoever a person waits for: a command fails within about a second when Redis cannot be reached, and is never sent
 * later, because a command that was reported as failed must not happen after all.
 */
export function connectFailFast(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 1,
    connectTimeout: answerWithinMs,
    commandTimeout: answerWithinMs,
    retryStrategy: reconnectDelay,
  });
  return prepared(redis, onError);
}

/** For workers: commands wait until Redis is back. */
export function connectPatient(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: reconnectDelay });
  return prepared(redis, onError);
}

function prepared(redis: Redis, onError: (error: Error) => void): Redis {
  // Each connection has a stream of its own.
  return redis.on('connect', () => oneWriteATurn(redis.stream)).on('error', onError);
}

function reconnectDelay(times: number): number {
  return Math.min(times * 50, longestReconnectMs);
}

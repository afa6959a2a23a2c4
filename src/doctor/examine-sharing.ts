import { randomUUID } from 'node:crypto';
import type { RedisEnvironment } from '../config/environment.ts';
import { codeOfSystemError } from '../config/system-error.ts';
import { readProbe, removeProbe, writeProbe } from '../store/shared-probe.ts';
import { askWorkers } from './ask-workers.ts';
import type { Examination } from './examination.ts';
import { judgeSharing, type ProbedWorker, sharingExamination } from './judge-sharing.ts';
import { openRedis } from './open-redis.ts';
import type { ProbeAnswer } from './probe-messages.ts';
import { redisFailure } from './redis-failure.ts';

/**
 * Proves that what one process writes another reads: leaves a mark in the profile directory, asks every live worker over
 * Redis whether it sees it, and looks for the marks that they leave in turn.
 */
export async function examineSharing(redisAt: RedisEnvironment, directory: string): Promise<Examination> {
  const [main, listener] = await Promise.all([openRedis(redisAt.url), openRedis(redisAt.url)]);
  try {
    if (!('redis' in main && 'redis' in listener))
      return skipped('Redis, over which workers are asked, does not answer');
    return await probe({ redis: main.redis, subscriber: listener.redis }, redisAt.prefix, directory);
  } catch (error) {
    const { says, nextStep } = redisFailure(redisAt.url, error);
    return {
      name: sharingExamination,
      state: 'warn',
      says: `the workers could not be asked: ${says}`,
      ...(nextStep === undefined ? {} : { nextStep }),
    };
  } finally {
    for (const opened of [main, listener]) if ('redis' in opened) opened.redis.disconnect();
  }
}

async function probe(
  connections: Parameters<typeof askWorkers>[0],
  prefix: string,
  directory: string,
): Promise<Examination> {
  const token = randomUUID();
  try {
    await writeProbe(directory, token, Date.now());
  } catch (error) {
    return skipped(`${directory} cannot be written (${codeOfSystemError(error)})`);
  }
  try {
    const { answers, listening } = await askWorkers(connections, { prefix, token });
    const workers = await Promise.all(answers.map((answer) => lookFor(directory, answer)));
    return judgeSharing({ directory, workers, listening });
  } finally {
    await removeProbe(directory, token);
  }
}

/** Whether the worker's own mark is seen here; it is taken away. */
async function lookFor(directory: string, answer: ProbeAnswer): Promise<ProbedWorker> {
  const { wrote, ...worker } = answer;
  if (wrote === undefined) return { ...worker, isRead: false };
  try {
    const isRead = (await readProbe(directory, wrote)) !== undefined;
    await removeProbe(directory, wrote);
    return { ...worker, isRead };
  } catch (error) {
    return { ...worker, isRead: false, unreadable: codeOfSystemError(error) };
  }
}

function skipped(says: string): Examination {
  return { name: sharingExamination, state: 'skipped', says };
}

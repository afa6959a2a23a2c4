import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { codeOfSystemError } from '../config/system-error.ts';
import { whenReady } from '../redis/when-ready.ts';
import { readProbe, writeProbe } from '../store/shared-probe.ts';
import { answerChannel, type ProbeAnswer, ProbeQuestion, questionChannel } from './probe-messages.ts';

const readyWithinMs = 1_000;

type ProbeAnswerer = {
  /** Publishes the answers; a connection of its own listens beside it. */
  readonly redis: Redis;
  readonly prefix: string;
  /** Where this worker keeps profiles. */
  readonly directory: string;
  readonly host: string;
  readonly pid: number;
  /** Told of a question that could not be answered. An outage of Redis is seen on `redis` too. */
  readonly onError?: (error: unknown) => void;
};

/**
 * Lets a worker answer doctor's question whether the profile directory is shared. Resolves when it listens; where Redis
 * is away it resolves all the same, and listens as soon as Redis is back.
 */
export async function answerProbes(answerer: ProbeAnswerer): Promise<{ close(): Promise<void> }> {
  const { redis, prefix, onError = () => undefined } = answerer;
  // A subscriber waits for Redis whatever the other connection does.
  const subscriber = redis.duplicate({
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    ...withoutCommandTimeout,
  });
  subscriber.on('error', onError);
  subscriber.on('message', (_channel: string, text: string) => {
    answer(answerer, text).catch(onError);
  });
  const subscribed = subscriber.subscribe(questionChannel(prefix)).catch(onError);
  if (await whenReady(subscriber, readyWithinMs)) await subscribed;
  return {
    close: async () => {
      subscriber.disconnect();
    },
  };
}

/** ioredis takes "no timeout" as undefined, which its type does not know. */
const withoutCommandTimeout = { commandTimeout: undefined } as unknown as { readonly commandTimeout: number };

async function answer(answerer: ProbeAnswerer, text: string): Promise<void> {
  const { token } = ProbeQuestion.parse(JSON.parse(text));
  const reply = await tryDirectory(answerer, token);
  await answerer.redis.publish(answerChannel(answerer.prefix, token), JSON.stringify(reply));
}

async function tryDirectory({ directory, host, pid }: ProbeAnswerer, question: string): Promise<ProbeAnswer> {
  const own = { host, pid, directory };
  let reads = false;
  try {
    reads = (await readProbe(directory, question)) !== undefined;
    // Not written where doctor's mark is missing: nobody would find it and take it away.
    if (!reads) return { ...own, reads };
    const wrote = randomUUID();
    await writeProbe(directory, wrote, Date.now());
    return { ...own, reads, wrote };
  } catch (error) {
    return { ...own, reads, problem: codeOfSystemError(error) };
  }
}

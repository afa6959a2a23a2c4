import { EventEmitter, once } from 'node:events';
import type { Redis } from 'ioredis';
import { parsedJson } from '../check/parsed-json.ts';
import { answerChannel, ProbeAnswer, questionChannel } from './probe-messages.ts';

const answersWithinMs = 2_000;
/** PUBLISH counts the listeners of one node only, so that none may be told of in a cluster. */
const uncountedWithinMs = 500;

/**
 * Asks every live worker about the mark `token` and collects what they answer in time. `listening` is how many Redis
 * delivered the question to: more than answers means that some were too slow. `subscriber` is used for nothing else.
 */
export async function askWorkers(
  { redis, subscriber }: { readonly redis: Redis; readonly subscriber: Redis },
  { prefix, token }: { readonly prefix: string; readonly token: string },
): Promise<{ readonly answers: readonly ProbeAnswer[]; readonly listening: number }> {
  const answers: ProbeAnswer[] = [];
  const enough = new EventEmitter();
  let expected = Number.POSITIVE_INFINITY;
  subscriber.on('message', (_channel: string, text: string) => {
    const answer = parseAnswer(text);
    if (answer !== undefined) answers.push(answer);
    if (answers.length >= expected) enough.emit('enough');
  });
  await subscriber.subscribe(answerChannel(prefix, token));
  const listening = await redis.publish(questionChannel(prefix), JSON.stringify({ token }));
  if (listening > 0) expected = listening;
  if (answers.length < expected) {
    await Promise.race([once(enough, 'enough'), pause(listening > 0 ? answersWithinMs : uncountedWithinMs)]);
  }
  return { answers, listening };
}

/** Undefined for what no worker of this version would say; it then counts as not answered. */
function parseAnswer(text: string): ProbeAnswer | undefined {
  return parsedJson(ProbeAnswer, text);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

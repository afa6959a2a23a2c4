import type { FetchedProfile, TargetClient, TargetRequest } from '../check/target.ts';
import { TargetError } from '../check/target-error.ts';
import { isOutOfTime } from '../check/within-time.ts';
import type { TargetAnswer, TargetQuestion } from './target-messages.ts';

/** A MessagePort or a Worker. */
type Port = {
  postMessage(question: TargetQuestion): void;
  on(event: 'message', listener: (answer: TargetAnswer) => void): unknown;
};

type Waiting = { resolve(profile: FetchedProfile): void; reject(error: unknown): void };

/**
 * A target client that lives behind a port, in another thread: reading a large profile takes the processor for a second, which
 * acks must not wait for. `fail` rejects what is not answered, once nobody is left to answer.
 */
export function remoteTargetClient(port: Port): TargetClient & { fail(error: unknown): void } {
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  port.on('message', (answer: TargetAnswer) => {
    const waits = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('profile' in answer) waits?.resolve(answer.profile);
    else waits?.reject('failure' in answer ? targetErrorOf(answer.failure) : answer.error);
  });
  const ask = (question: TargetQuestion) => port.postMessage(question);
  return {
    fetch: async ({ target: { metrics: _, ...target }, endpoint, expect, signal }: TargetRequest) => {
      const id = ++asked;
      const answered = new Promise<FetchedProfile>((resolve, reject) => waiting.set(id, { resolve, reject }));
      const abort = () => ask({ id, abort: isOutOfTime(signal) ? 'timeout' : 'stopped' });
      ask({ id, request: { target, endpoint, expect } });
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      // The signal may live for hours.
      return await answered.finally(() => signal.removeEventListener('abort', abort));
    },
    fail: (error) => {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}

function targetErrorOf({
  cause,
  ...failure
}: Extract<TargetAnswer, { failure: unknown }>['failure']): TargetError {
  return new TargetError(cause === undefined ? failure : { ...failure, cause });
}

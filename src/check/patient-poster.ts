import { PostError, type Poster } from './poster.ts';

export type Patience = {
  /** Tries in all. */
  readonly tries: number;
  /** A longer wait than this is left to whoever calls. */
  readonly longestWaitMs: number;
  /** What to wait where Slack names no time. */
  readonly defaultWaitMs: number;
  readonly wait: (ms: number) => Promise<void>;
};

/**
 * Tries again what certainly did not happen: Slack asked to slow down, or was never reached. Answers that were lost and
 * refusals go through as they are.
 */
export function patientPoster(poster: Poster, patience: Patience): Poster {
  const patient = <Args extends readonly unknown[], T>(call: (...args: Args) => Promise<T>) => {
    return (...args: Args) => tryAgain(() => call(...args), patience);
  };
  return {
    post: patient(poster.post),
    find: patient(poster.find),
    update: patient(poster.update),
    delete: patient(poster.delete),
    postEphemeral: patient(poster.postEphemeral),
    upload: patient(poster.upload),
    share: patient(poster.share),
    permalink: patient(poster.permalink),
  };
}

async function tryAgain<T>(call: () => Promise<T>, patience: Patience): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await call();
    } catch (error) {
      const waitMs = worthwhileWait(error, patience);
      if (waitMs === undefined || tried >= patience.tries) {
        throw error;
      }
      await patience.wait(waitMs);
    }
  }
}

function worthwhileWait(error: unknown, patience: Patience): number | undefined {
  if (!(error instanceof PostError) || (error.kind !== 'limited' && error.kind !== 'unreachable')) {
    return undefined;
  }
  const waitMs = error.retryAfterMs ?? patience.defaultWaitMs;
  return waitMs <= patience.longestWaitMs ? waitMs : undefined;
}

import type { Expected } from '../check/target.ts';
import { isGzip, jsonProblem, metricsProblem, profileProblem, textProblem } from './body-problem.ts';
import type { Failure } from './failure.ts';
import { InflateError, type InflateProblem, inflate, inflatedHead } from './inflate.ts';

export type Expectation = {
  readonly expect: Expected;
  readonly contentEncoding: string | undefined;
};

export type BodyLimits = { readonly maxInflatedBytes: number; readonly signal: AbortSignal };

/**
 * The body without its content-encoding, when it is what was asked for; otherwise what is wrong with it.
 * A gzip'd profile is inflated only to see that it can be, and returned as it was served.
 */
export async function usableBody(
  served: Uint8Array,
  { expect, contentEncoding }: Expectation,
  limits: BodyLimits,
): Promise<{ readonly bytes: Uint8Array } | { readonly failure: Failure }> {
  const within = { maxBytes: limits.maxInflatedBytes, signal: limits.signal };
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  if (!['identity', '', 'gzip', 'x-gzip'].includes(encoding)) {
    return { failure: encodingFailure };
  }
  try {
    const bytes = encoding.endsWith('gzip') ? await inflate(served, within) : served;
    const bare = expect === 'profile' && isGzip(bytes) ? await inflatedHead(bytes, within) : bytes;
    const failure = problems[expect](bare);
    return failure === undefined ? { bytes } : { failure };
  } catch (error) {
    if (error instanceof InflateError) {
      return { failure: inflateFailure(error, limits.maxInflatedBytes) };
    }
    throw error;
  }
}

const problems = {
  profile: profileProblem,
  text: textProblem,
  'heap-text': textProblem,
  metrics: metricsProblem,
  json: jsonProblem,
} as const;

const encodingFailure: Failure = {
  code: 'not-a-profile',
  happened: 'answered with a compression that was not asked for',
  nextStep: 'Something on the way compresses answers: let it honour `Accept-Encoding: identity`.',
};

function inflateFailure(error: InflateError, maxBytes: number): Failure {
  const failures: Readonly<Record<InflateProblem, Omit<Failure, 'cause'>>> = {
    'too-large': {
      code: 'too-large',
      happened: `sent a gzip that inflates to more than ${Math.round(maxBytes / 1024 / 1024)} MiB`,
      nextStep: 'No Go profile is that big: check what answers at this url.',
    },
    truncated: {
      code: 'truncated',
      happened: 'sent a gzip that ends too early',
      nextStep: 'Did it restart, or does a WriteTimeout or a proxy cut long answers?',
    },
    damaged: {
      code: 'not-a-profile',
      happened: 'sent a damaged gzip, or more than one gzip should hold',
      nextStep: 'Something on the way changes the answer: ask the target directly.',
    },
    trailing: {
      code: 'not-a-profile',
      happened: 'sent a gzip with something behind it',
      nextStep: 'Something on the way changes the answer: ask the target directly.',
    },
  };
  return { ...failures[error.problem], cause: error };
}

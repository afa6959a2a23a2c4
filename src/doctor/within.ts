import { untilAborted } from '../check/until-aborted.ts';
import { withinTime } from '../check/within-time.ts';
import type { Examination } from './examination.ts';

type Part = {
  /** Of what is reported when the time is over. */
  readonly name: string;
  readonly ms: number;
  /** Ctrl-C: rejects with its reason. */
  readonly signal: AbortSignal;
  readonly nextStep: string;
};

/**
 * What an examination finds out within its time, or that it did not. Its signal is aborted at the end of the time, so
 * that nothing of it is left running; it must not need that to be true.
 */
export async function within(
  { name, ms, signal, nextStep }: Part,
  examine: (signal: AbortSignal) => Promise<readonly Examination[]>,
): Promise<readonly Examination[]> {
  const none = {
    name,
    state: 'fail',
    says: `gave no answer within ${Math.round(ms / 1000)} s`,
    nextStep,
  } as const;
  return withinTime({ signal, ms }, async (time) => {
    try {
      return await untilAborted(examine(time), time);
    } catch (error) {
      signal.throwIfAborted();
      if (!time.aborted) throw error;
      return [none];
    }
  });
}

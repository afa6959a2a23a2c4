import { isOutOfTime } from '../check/within-time.ts';
import type { Failure } from './failure.ts';

/** Ends a request on the caller's signal or after a time of its own, and knows which of the two it was. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #caller: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #expired = false;

  constructor(caller: AbortSignal, totalMs: number) {
    this.#caller = caller;
    this.signal = this.#controller.signal;
    this.#timer = setTimeout(() => this.#expire(), totalMs);
    caller.addEventListener('abort', this.#abort);
    if (caller.aborted) {
      this.#abort();
    }
  }

  /** To be called when the request is over: the caller's signal may live for hours. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener('abort', this.#abort);
  }

  /** Why the request was ended, or undefined while it was not. */
  failure(): Failure | undefined {
    if (this.#expired || isOutOfTime(this.#caller)) {
      return {
        code: 'timeout',
        happened: 'did not finish its answer in time',
        nextStep:
          'Is it overloaded, stuck, or on a slow line? A check of fewer replicas at once asks less of it.',
      };
    }
    return this.#caller.aborted
      ? {
          code: 'aborted',
          happened: 'was not asked to the end: the check was stopped',
          nextStep: 'Run the check again.',
        }
      : undefined;
  }

  #expire(): void {
    this.#expired = true;
    this.#controller.abort();
  }

  // The caller's reason stays with the caller: what undici throws must not carry it into a cause.
  readonly #abort = (): void => this.#controller.abort();
}

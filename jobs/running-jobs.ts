import { setMaxListeners } from 'node:events';

/** Why a running job is to stop: somebody cancelled its check. */
export class CheckCancelledError extends Error {
  override readonly name = 'CheckCancelledError';
}

/** Why a running job is to stop: this process ends, another one takes the job over. */
export class ShuttingDownError extends Error {
  override readonly name = 'ShuttingDownError';
}

/** The jobs that this process is running, so that a cancel and a shutdown can stop them. */
export type RunningJobs = {
  /** The signal is aborted with a CheckCancelledError or a ShuttingDownError. Call `ended` when the job is over. */
  begin(check: string): { readonly signal: AbortSignal; ended(): void };
  cancel(check: string): void;
  shutDown(): void;
  /** Checks that have a job running here. */
  checks(): readonly string[];
};

export function createRunningJobs(): RunningJobs {
  const running = new Map<AbortController, string>();
  let closing = false;
  return {
    begin: (check) => {
      const controller = new AbortController();
      // A capture of many replicas has as many listeners: that is no leak to warn of.
      setMaxListeners(0, controller.signal);
      running.set(controller, check);
      if (closing) controller.abort(new ShuttingDownError('leakcheck is shutting down'));
      return { signal: controller.signal, ended: () => void running.delete(controller) };
    },
    cancel: (check) => {
      for (const [controller, its] of running) {
        if (its === check) controller.abort(new CheckCancelledError(`check ${check} was cancelled`));
      }
    },
    shutDown: () => {
      closing = true;
      for (const controller of running.keys()) {
        controller.abort(new ShuttingDownError('leakcheck is shutting down'));
      }
    },
    checks: () => [...new Set(running.values())],
  };
}

import { Worker } from 'node:worker_threads';
import { remoteTargetClient } from './capture/remote-target-client.ts';
import type { TargetClient } from './check/target.ts';

type Running = { readonly thread: Worker; readonly client: ReturnType<typeof remoteTargetClient> };

/**
 * Asks targets from a thread of its own, so that reading, inflating and thinning profiles never holds up acks or locks. Should
 * the thread end, what it was asking fails, and the next question starts another one.
 */
export function createTargetThreadClient(): TargetClient & { close(): Promise<void> } {
  let running: Running | undefined = start();

  function start(): Running {
    const thread = new Worker(
      new URL(`./target-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
    );
    const client = remoteTargetClient(thread);
    let problem: unknown;
    thread.on('error', (error) => {
      problem = error;
    });
    thread.on('exit', () => {
      if (running?.thread === thread) running = undefined;
      client.fail(new Error('the thread that asks targets has ended', { cause: problem }));
    });
    return { thread, client };
  }

  return {
    fetch: (request) => {
      running ??= start();
      return running.client.fetch(request);
    },
    close: async () => {
      await running?.thread.terminate();
    },
  };
}

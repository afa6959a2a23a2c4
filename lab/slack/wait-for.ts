import type { Store } from './store.ts';
import { messageAsText } from './thread-text.ts';
import type { World } from './world.ts';

export interface WaitOptions {
  readonly timeoutMs?: number;
  /** What is awaited, for the error. */
  readonly what?: string;
}

export type Found<T> = Exclude<T, undefined | null | false>;

/**
 * Looks again at every change until something other than undefined, null or false is found. Rejects after `timeoutMs`
 * (10 s when left out) with the last messages, and at once when looking throws.
 */
export function waitFor<T>(world: World, look: () => T, options: WaitOptions = {}): Promise<Found<T>> {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const late = () =>
    new Error(
      `Waited ${timeoutMs} ms for ${options.what ?? 'a state that did not come'}.\n${lastMessages(world)}`,
    );
  return new Promise<Found<T>>((resolve, reject) => {
    const stop = onEveryChange(world.store, () => {
      try {
        const found = look();
        if (found !== undefined && found !== null && found !== false)
          finish(() => resolve(found as Found<T>));
      } catch (error) {
        finish(() => reject(error));
      }
    });
    const timer = setTimeout(() => finish(() => reject(late())), timeoutMs);

    function finish(settle: () => void): void {
      clearTimeout(timer);
      stop();
      settle();
    }
  });
}

/** Calls once soon, and then at every change. */
function onEveryChange(store: Store, call: () => void): () => void {
  const unsubscribe = store.subscribe(call);
  const first = setImmediate(call);
  return () => {
    clearImmediate(first);
    unsubscribe();
  };
}

function lastMessages(world: World): string {
  const messages = world.store.channels().flatMap((channel) => world.store.messages(channel.id));
  const last = messages.sort((a, b) => Number(a.ts) - Number(b.ts)).slice(-8);
  return last.map((message) => messageAsText(world, message)).join('\n');
}

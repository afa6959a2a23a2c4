import { addSpent, nothingSpent, type Spent } from './spent.ts';
import type { TargetClient } from './target.ts';

/** `gc=1` asks for a collection, and the runtime makes its leak profile by one. */
const forcing = /[?&]gc=1(?:&|$)|^goroutineleak(?:\?|$)/;

/** Counts what is asked of targets through it. A request that fails counts as well, without the bytes that came of it. */
export function meteredTargets(targets: TargetClient): { readonly targets: TargetClient; spent(): Spent } {
  let spent = nothingSpent;
  const count = (more: Partial<Spent>) => {
    spent = addSpent(spent, { ...nothingSpent, ...more });
  };
  return {
    targets: {
      fetch: async (request) => {
        count({ requests: 1 });
        const fetched = await targets.fetch(request);
        count({ bytes: fetched.bytes.byteLength, collections: forcing.test(request.endpoint) ? 1 : 0 });
        return fetched;
      },
    },
    spent: () => spent,
  };
}

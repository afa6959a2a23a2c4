import type { Service } from '../../check/service.ts';
import { type Clue, cluesIn } from './clues.ts';

/** What a message says about which service is meant. Names are those of the services file; `clue` is the message's own word. */
export type Guess =
  /** One service, and nothing as plain speaks of another. */
  | { readonly kind: 'clear'; readonly service: string; readonly clue: string }
  /** Several that are named as plainly as each other, likeliest first. */
  | { readonly kind: 'several'; readonly services: readonly string[] }
  /** One that is only hinted at, as by a word in an address. */
  | { readonly kind: 'hint'; readonly service: string; readonly clue: string }
  | { readonly kind: 'none' };

/** What is hinted at starts nothing by itself. */
const plainEnough = 3;

/**
 * Which service a message is about, by the plainest of its clues: a label that says `service`, then labels such as `job`, `pod` and
 * `instance` and the addresses of targets, then names as whole words and names of pods, and last words inside addresses and file names.
 */
export function guessService(text: string, services: readonly Pick<Service, 'name' | 'targets'>[]): Guess {
  const clues = cluesIn(text, services);
  const plainest = clues.reduce((most, { plainness }) => Math.max(most, plainness), 0);
  const best = byMentions(clues.filter(({ plainness }) => plainness === plainest));
  const [first, ...others] = best;
  if (first === undefined) return { kind: 'none' };
  if (others.length > 0) return { kind: 'several', services: best.map(({ service }) => service) };
  const { service, word: clue } = first;
  return plainest >= plainEnough ? { kind: 'clear', service, clue } : { kind: 'hint', service, clue };
}

/** One clue a service, those mentioned most often first, and then those mentioned first. */
function byMentions(clues: readonly Clue[]): readonly Clue[] {
  const counts = new Map<string, { readonly clue: Clue; count: number }>();
  for (const clue of clues) {
    const known = counts.get(clue.service);
    if (known === undefined) counts.set(clue.service, { clue, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ clue }) => clue);
}

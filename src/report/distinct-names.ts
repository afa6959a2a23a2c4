import { cutMiddle, plainText } from './plain-text.ts';

/**
 * Replica names short enough for a chart's label and still different: a long prefix that all share is cut
 * (`payments-7d9f8b6c5-x2x7k` → `…x2x7k`), then the middle.
 */
export function distinctNames(names: readonly string[], max = 16): string[] {
  const clean = names.map((name) => plainText(name, 200));
  const shared = clean.some((name) => name.length > max) ? sharedPrefix(clean) : 0;
  return clean.map((name) => cutMiddle(shared > 4 ? `…${name.slice(shared)}` : name, max));
}

/** Length of the prefix that all names share, back to the last separator, so that no word is cut. */
function sharedPrefix(names: readonly string[]): number {
  const first = names[0];
  if (first === undefined || names.length < 2) return 0;
  let length = first.length;
  for (const name of names) {
    while (length > 0 && !name.startsWith(first.slice(0, length))) length--;
  }
  const prefix = first.slice(0, length);
  return Math.max(prefix.lastIndexOf('-'), prefix.lastIndexOf('.'), prefix.lastIndexOf('/')) + 1;
}

import { distance } from 'fastest-levenshtein';

const longestName = 100;

/** The candidate that a misspelt name most likely means, or undefined when none is close enough to suggest. */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.trim().toLowerCase();
  if (wanted === '' || wanted.length > longestName) {
    return undefined;
  }
  const names = [...candidates];
  return nearestSpelling(wanted, names) ?? onlyCompletion(wanted, names);
}

function nearestSpelling(wanted: string, candidates: readonly string[]): string | undefined {
  let best: { readonly name: string; readonly edits: number } | undefined;
  for (const name of candidates) {
    const edits = distance(wanted, name.toLowerCase());
    if (edits <= tolerance(wanted, name) && (best === undefined || edits < best.edits)) {
      best = { name, edits };
    }
  }
  return best?.name;
}

/** `pay` for `payments`, as long as nothing else begins so. */
function onlyCompletion(wanted: string, candidates: readonly string[]): string | undefined {
  const completions = candidates.filter((name) => name.toLowerCase().startsWith(wanted));
  return wanted.length >= 2 && completions.length === 1 ? completions[0] : undefined;
}

/** A third of the longer name may differ. Two swapped letters are already two edits, so five letters allow as much. */
function tolerance(wanted: string, name: string): number {
  const length = Math.max(wanted.length, name.length);
  return Math.max(length >= 5 ? 2 : 1, Math.floor(length / 3));
}

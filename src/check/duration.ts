/** A length of time as people write it, in milliseconds, or what is wrong with it. */
export type ParsedDuration = { readonly ms: number } | { readonly problem: string };

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

const unitNames: Readonly<Record<string, string>> = {
  ...namesOf('d', ['d', 'day', 'days']),
  ...namesOf('h', ['h', 'hr', 'hrs', 'hour', 'hours']),
  ...namesOf('m', ['m', 'min', 'mins', 'minute', 'minutes']),
  ...namesOf('s', ['s', 'sec', 'secs', 'second', 'seconds']),
};

/** Reads `30s`, `5m`, `1h30m`, `1.5h`, `3d`: units from the largest to the smallest, each at most once. */
export function parseDuration(text: string): ParsedDuration {
  const compact = text.trim().toLowerCase();
  if (compact === '') {
    return { problem: 'is empty' };
  }
  if (/^[-+]/.test(compact)) {
    return { problem: 'has a sign' };
  }
  if (/^[\d.\s]+$/.test(compact)) {
    return { problem: 'has no unit (s, m, h)' };
  }
  // The length is checked so that no one can make the pattern below work for long.
  if (compact.length > 40 || !/^(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+$/.test(compact)) {
    return { problem: 'is not a length of time' };
  }
  return sumOfParts(compact);
}

function sumOfParts(compact: string): ParsedDuration {
  let ms = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const [, amount, name] of compact.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const unit = unitMs[unitNames[name ?? ''] ?? ''];
    if (unit === undefined) {
      return { problem: `has an unknown unit "${name}" (known: s, m, h)` };
    }
    if (unit >= smallest) {
      return { problem: 'has its units out of order or twice (largest first, each once)' };
    }
    smallest = unit;
    ms += Number(amount) * unit;
  }
  return { ms: Math.round(ms) };
}

function namesOf(unit: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, unit]));
}

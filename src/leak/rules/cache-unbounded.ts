import { isMadeAs, ownNames, type PatternRule } from './pattern-rule.ts';

const keepers =
  /(cache|memo|store|registry|index|lookup|dedup|session|seen|history|idempot|repository)/i;

/** Allocated by code that keeps things by key, and what it keeps only grows. */
export const cacheUnbounded: PatternRule = {
  id: 'cache-unbounded',
  match: (evidence) => {
    if (evidence.kind !== 'heap') return undefined;
    const name = ownNames(evidence).find((part) => keepers.test(part));
    if (name !== undefined) return `${name} keeps things by key, and what it keeps only grows.`;
    return isMadeAs(evidence, 'map') && isPlainFunction(evidence.culprit)
      ? 'A map takes entries in a function without a receiver: it belongs to the package, and lives as long as the process.'
      : undefined;
  },
};

/** `shop/exposure.Record`, as against `shop/exposure.(*Log).Record`. */
function isPlainFunction(culprit: string): boolean {
  return /^[^.()]+\.[^.()]+$/.test(culprit.slice(culprit.lastIndexOf('/') + 1));
}

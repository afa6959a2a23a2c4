import type { PatternRule } from './pattern-rule.ts';

const keepers =
  /(cache|memo|store|registry|index|lookup|dedup|session|seen|history|idempot|pool|table|repository|ledger)/i;

/** Allocated by code that keeps things by key, and what it keeps only grows. */
export const cacheUnbounded: PatternRule = {
  id: 'cache-unbounded',
  match: ({ kind, culprit, stack }) => {
    if (kind !== 'heap') return undefined;
    const own = [
      culprit,
      ...stack
        .filter(({ origin }) => origin === 'own')
        .slice(0, 2)
        .map((frame) => frame.function),
    ];
    const name = own.map((full) => full.slice(full.lastIndexOf('/') + 1)).find((part) => keepers.test(part));
    return name && `${name} keeps things by key, and what it keeps only grows.`;
  },
};

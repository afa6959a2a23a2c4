import { ownNames, type PatternRule } from './pattern-rule.ts';

const keepers =
  /(cache|memo|store|registry|index|lookup|dedup|session|seen|history|idempot|pool|table|repository|ledger)/i;

/** Allocated by code that keeps things by key, and what it keeps only grows. */
export const cacheUnbounded: PatternRule = {
  id: 'cache-unbounded',
  match: (evidence) => {
    if (evidence.kind !== 'heap') return undefined;
    const name = ownNames(evidence).find((part) => keepers.test(part));
    return name && `${name} keeps things by key, and what it keeps only grows.`;
  },
};

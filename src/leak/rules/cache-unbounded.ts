import type { PrimitiveShares } from '../primitive.ts';
import {
  areSmallMaps,
  isMadeAs,
  isMostly,
  ownNames,
  type PatternEvidence,
  type PatternRule,
} from './pattern-rule.ts';

const keepers = /(cache|memo|store|registry|index|lookup|dedup|session|seen|history|idempot|repository)/i;

/** Allocated by code that keeps things by key, and what it keeps only grows. */
export const cacheUnbounded: PatternRule = {
  id: 'cache-unbounded',
  match: (evidence) => {
    if (evidence.kind !== 'heap') return undefined;
    const name = ownNames(evidence).find(
      (part, index) => keepers.test(part) && !isOnlyAppended(evidence.primitives[index]),
    );
    if (name !== undefined) return `${name} keeps things by key, and what it keeps only grows.`;
    return isOwnMap(evidence) && !areSmallMaps(evidence) && isPlainFunction(evidence.culprit)
      ? 'A map takes entries in a function without a receiver: it belongs to the package, and lives as long as the process.'
      : undefined;
  },
};

/** What a function appends to a slice is kept in order, and not by key, whatever it is called. */
function isOnlyAppended(made: PrimitiveShares | undefined): boolean {
  return made !== undefined && isMostly({ primitives: [made] }, ['slice']) && !made.has('map');
}

/** Whether the culprit itself grows a map, and not only something on its path. */
function isOwnMap({ primitives: [own] }: PatternEvidence): boolean {
  return own !== undefined && isMadeAs({ primitives: [own] }, 'map');
}

/** `shop/exposure.Record`, as against `shop/exposure.(*Log).Record`. */
function isPlainFunction(culprit: string): boolean {
  return /^[^.()]+\.[^.()]+$/.test(culprit.slice(culprit.lastIndexOf('/') + 1));
}

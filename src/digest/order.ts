import type { ServiceFacts } from './facts.ts';
import { openIncidents } from './facts.ts';

const ranks: Readonly<Record<string, number>> = {
  leak: 0,
  suspect: 1,
  inconclusive: 2,
  unchecked: 3,
  healthy: 4,
};

/** What needs somebody comes first: by verdict, then by open incidents, then by growth. */
export function inOrder(services: readonly ServiceFacts[]): readonly ServiceFacts[] {
  return [...services].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      openIncidents(b).length - openIncidents(a).length ||
      growth(b) - growth(a) ||
      a.service.localeCompare(b.service),
  );
}

function rank({ checked }: ServiceFacts): number {
  return ranks['verdict' in checked ? checked.verdict : 'unchecked'] ?? 0;
}

function growth({ checked }: ServiceFacts): number {
  return 'verdict' in checked ? (checked.heapPerDay ?? 0) : 0;
}

import { arraySteps } from './array-steps.ts';
import { doubtFacts } from './doubt-facts.ts';
import type { Fact } from './finding.ts';
import { growsInPlace } from './grows-in-place.ts';
import { halvesFact } from './halves-fact.ts';
import type { GroupInReplica, HeapCandidate } from './heap-candidates.ts';
import type { HeapGroup } from './heap-group.ts';
import { climbs } from './heap-part-leaks.ts';
import { isUncollected } from './live-heap.ts';
import { pastFact } from './past-fact.ts';

/** The evidence for growth on the heap: numbers over all replicas, the shape of the one that shows it best. */
export function heapFacts(
  candidate: HeapCandidate,
  part: GroupInReplica,
  { share, leaks }: { readonly share: number | undefined; readonly leaks: boolean },
): Fact[] {
  const { judged, group } = part;
  const { heap } = judged;
  const [stack] = group.stacks;
  return [
    ...halvesFact(candidate.parts.map((part) => part.judged.heap)),
    ...(share === undefined ? [] : [{ kind: 'share-of-growth', share } as const]),
    ...(candidate.births > 0
      ? [{ kind: 'samples', births: candidate.births, deaths: candidate.deaths, p: candidate.p } as const]
      : []),
    ...(group.kept === undefined || climbs(part)
      ? []
      : [{ kind: 'kept', share: Math.min(1, group.kept) } as const]),
    ...(stack === undefined ? [] : [{ kind: 'object-size', bytes: stack.objectBytes } as const]),
    ...steppedFact(group),
    ...pastFact(heap, judged.replica.target),
    ...(leaks ? [] : doubts(part)),
  ];
}

function doubts(part: GroupInReplica): Fact[] {
  const { judged, trend } = part;
  const { shape } = judged.heap.trend;
  const facts = doubtFacts(judged.heap, shape === 'growing' ? trend.shape : shape);
  const inSteps = climbs(part) && (shape === 'plateau' || shape === 'uneven' || shape === 'step');
  const told = facts.map((fact): Fact => (fact.kind === 'shape' && inSteps ? { kind: 'stairs' } : fact));
  if (!isUncollected(judged.replica)) return told;
  return [{ kind: 'uncollected' }, ...told.filter(({ kind }) => kind !== 'unconfirmed')];
}

/** One array that was replaced by a larger one between captures, and how long the next time will take at the least. */
function steppedFact(group: HeapGroup): Fact[] {
  if (!growsInPlace(group)) return [];
  const steps = arraySteps(group.series);
  return steps === undefined ? [] : [{ kind: 'array-steps', ...steps }];
}

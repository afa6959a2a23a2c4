import { expectedSamples } from './detectable-growth.ts';
import type { Finding } from './finding.ts';
import { growsUndecided } from './grows-undecided.ts';
import type { JudgedReplica } from './judged-replica.ts';
import { isUncollected } from './live-heap.ts';
import { neededFactor, neededForSamples } from './needed-factor.ts';
import type { Verdict } from './verdict.ts';

/** A window that would have to be longer than this times the present one is no advice. */
const farthestFactor = 100;

/**
 * How long a window would have to be to be sure of what this one left open; undefined where nothing was, or time alone does not
 * help.
 */
export function neededWindowMs(
  windowMs: number,
  evidence: {
    readonly verdict: Verdict;
    readonly findings: readonly Finding[];
    readonly judged: readonly JudgedReplica[];
  },
): number | undefined {
  const { verdict, findings, judged } = evidence;
  if (verdict !== 'suspect') return undefined;
  const [worst] = findings;
  const factor = worst === undefined ? neededToName(judged) : worst.neededFactor;
  return factor === undefined || factor > farthestFactor ? undefined : windowMs * factor;
}

/** Of a live heap that grows without a stack that stands out. */
function neededToName(judged: readonly JudgedReplica[]): number | undefined {
  const factors = judged
    .filter(({ heap, replica }) => growsUndecided(heap.trend, judged.length) && !isUncollected(replica))
    .flatMap(({ heap, heapGroups }) => {
      const births = heapGroups.reduce((most, group) => Math.max(most, group.births - group.deaths), 0);
      return [neededFactor(heap.trend), neededForSamples(births, expectedSamples)];
    })
    .filter((factor) => factor !== undefined);
  return factors.length === 0 ? undefined : Math.max(...factors);
}

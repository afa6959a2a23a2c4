import type { DiagnosisInput, ReplicaCaptures } from './captures.ts';
import { suspectConfidence } from './confidence.ts';
import { type Detectable, detectableByAll } from './detectable-growth.ts';
import type { Finding } from './finding.ts';
import { goroutineFindings } from './goroutine-findings.ts';
import { growsUndecided } from './grows-undecided.ts';
import { heapFindings } from './heap-findings.ts';
import {
  isJudged,
  type JudgedReplica,
  type ReplicaReading,
  readReplica,
  withPooledHeap,
} from './judged-replica.ts';
import { isUncollected, unseenHeap } from './live-heap.ts';
import { mergeFindings } from './merge-findings.ts';
import { neededWindowMs } from './needed-window.ts';
import { proposeWindow } from './propose-window.ts';
import type { Shape } from './trend.ts';
import type { Unusable } from './usable-replica.ts';
import type { Verdict } from './verdict.ts';

/** Why a replica got its verdict, as facts: the report puts them into words. */
export type ReplicaReason =
  /** `pooled`: it shows only in the sum over the replicas. */
  | { readonly kind: 'leaks'; readonly pooled: boolean }
  | {
      readonly kind: 'suspect';
      readonly shape: Shape;
      readonly recent: boolean;
      readonly attributed: boolean;
    }
  /** Its goroutines are in doubt, by the worst finding about them, and its heap is not. */
  | { readonly kind: 'suspect-goroutines'; readonly finding: Finding }
  | { readonly kind: 'healthy'; readonly shape: Shape }
  /** Memory that Go's runtime does not hold: the profiles cannot say whose it is. */
  | { readonly kind: 'outside-go' }
  | { readonly kind: 'follows-load' }
  | { readonly kind: 'unusable'; readonly why: Unusable };

export type ReplicaDiagnosis = {
  readonly replica: ReplicaCaptures;
  readonly judged: JudgedReplica | undefined;
  readonly verdict: Verdict;
  readonly reason: ReplicaReason;
};

export type Diagnosis = {
  readonly verdict: Verdict;
  /** Chance that the verdict is right, from 0 to 1. */
  readonly confidence: number;
  readonly replicas: readonly ReplicaDiagnosis[];
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly detectable: Detectable | undefined;
  /** How long a window has to be to be sure of growth that this one left open, where that can be told. */
  readonly neededMs: number | undefined;
  readonly proposedWindowMs: number | undefined;
  /** A replica was still starting up: it had allocated more inside the window than in its whole life before. */
  readonly young: boolean;
};

/** Decides from captures whether the service leaks, where and how surely. Pure: no I/O and no clock. */
export function diagnose(input: DiagnosisInput): Diagnosis {
  return diagnoseReadings(
    input.replicas.map((replica) => readReplica(replica, input)),
    input,
  );
}

/**
 * The same from replicas that have been read, one after another: what a replica's captures hold of lists and records is not
 * needed any more then, so that hundreds of them fit into memory.
 */
export function diagnoseReadings(
  replicaReadings: readonly ReplicaReading[],
  input: Omit<DiagnosisInput, 'replicas'>,
): Diagnosis {
  const readings = withPooledHeap(replicaReadings);
  const usable = readings.filter(isJudged);
  const findings = mergeFindings(goroutineFindings(usable, input), heapFindings(usable, input));
  const replicas = readings.map((reading) =>
    isJudged(reading) ? diagnosed(reading, findings, usable.length) : undecided(reading),
  );
  const judged = replicas.flatMap((replica) => replica.judged ?? []);
  const verdict = serviceVerdict(replicas);
  const neededMs = neededWindowMs(input.windowMs, { verdict, findings, judged });
  return {
    verdict,
    confidence: serviceConfidence(verdict, { findings, replicas, judged }),
    replicas,
    findings,
    detectable: detectableByAll(judged),
    neededMs,
    proposedWindowMs: isBeyondTime(replicas, findings) ? undefined : proposeWindow(input.windowMs, neededMs),
    young: judged.some(({ heap }) => heap.young),
  };
}

/** A live heap that the captures could not see is not healthy, whatever else is. */
function diagnosed(judged: JudgedReplica, findings: readonly Finding[], replicas: number): ReplicaDiagnosis {
  const { replica } = judged;
  const said = replicaVerdict(judged, findings, replicas);
  const unseen = said.verdict === 'healthy' ? unseenHeap(replica) : undefined;
  return unseen === undefined ? { replica, judged, ...said } : undecided({ replica, unusable: unseen });
}

function undecided({
  replica,
  unusable: why,
}: {
  readonly replica: ReplicaCaptures;
  readonly unusable: Unusable;
}): ReplicaDiagnosis {
  return { replica, judged: undefined, verdict: 'inconclusive', reason: { kind: 'unusable', why } };
}

function replicaVerdict(
  judged: JudgedReplica,
  findings: readonly Finding[],
  replicas: number,
): Pick<ReplicaDiagnosis, 'verdict' | 'reason'> {
  const here = findings.filter(({ replicas }) => replicas.includes(judged.replica.target));
  const leaks = here.filter(({ verdict }) => verdict === 'leak');
  if (leaks.length > 0) return { verdict: 'leak', reason: { kind: 'leaks', pooled: leaks.every(isPooled) } };
  const { trend, recent, followsLoad } = judged.heap;
  const undecided = growsUndecided(trend, replicas);
  const outside = judged.memory?.outside?.trend.slope ?? 0;
  if (here.length === 0 && outside > 0 && (followsLoad || !undecided || outside > trend.slope)) {
    return { verdict: 'suspect', reason: { kind: 'outside-go' } };
  }
  if (here.length === 0 && followsLoad) return { verdict: 'healthy', reason: { kind: 'follows-load' } };
  const [worst] = here;
  if (worst !== undefined && here.every(({ kind }) => kind === 'goroutine')) {
    return { verdict: 'suspect', reason: { kind: 'suspect-goroutines', finding: worst } };
  }
  if (here.length > 0 || judged.heap.leaks || undecided) {
    return {
      verdict: 'suspect',
      reason: { kind: 'suspect', shape: trend.shape, recent, attributed: here.length > 0 },
    };
  }
  return { verdict: 'healthy', reason: { kind: 'healthy', shape: trend.shape } };
}

function isPooled({ facts }: Finding): boolean {
  return facts.some((fact) => fact.kind === 'halves' && fact.replicas !== undefined);
}

/** One leaking replica makes the service leaking; healthy needs at least half of the replicas judged. */
function serviceVerdict(replicas: readonly ReplicaDiagnosis[]): Verdict {
  const has = (wanted: Verdict) => replicas.filter(({ verdict }) => verdict === wanted).length;
  if (has('leak') > 0) return 'leak';
  if (has('suspect') > 0) return 'suspect';
  return has('healthy') > 0 && has('healthy') >= replicas.length / 2 ? 'healthy' : 'inconclusive';
}

/** What no Go profile shows does not show in a longer window either, nor is a heap proved to leak without a forced collection. */
function isBeyondTime(replicas: readonly ReplicaDiagnosis[], findings: readonly Finding[]): boolean {
  const suspects = replicas.filter(({ verdict }) => verdict === 'suspect');
  return (
    suspects.length > 0 &&
    findings.every(({ facts }) => facts.some(({ kind }) => kind === 'uncollected')) &&
    suspects.every(({ reason, replica }) => reason.kind === 'outside-go' || isUncollected(replica))
  );
}

/** A healthy verdict is about growth that the window would have shown 95 times in 100: that is its confidence. */
const healthyConfidence = 0.95;

function serviceConfidence(
  verdict: Verdict,
  evidence: {
    readonly findings: readonly Finding[];
    readonly replicas: readonly ReplicaDiagnosis[];
    readonly judged: readonly JudgedReplica[];
  },
): number {
  const { findings, replicas, judged } = evidence;
  if (verdict === 'inconclusive') return 0;
  if (verdict === 'healthy') return (healthyConfidence * judged.length) / replicas.length;
  const best = Math.max(
    0,
    ...findings.filter((finding) => finding.verdict === verdict).map(({ confidence }) => confidence),
  );
  return best > 0 ? best : suspectConfidence(Math.min(...judged.flatMap(pOfGrowth)));
}

function pOfGrowth({ heap, memory }: JudgedReplica): number[] {
  return [heap.trend.pGrowth, memory?.outside?.trend.pGrowth ?? 1];
}

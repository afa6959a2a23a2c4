import type { DiagnosisInput, ReplicaCaptures } from './captures.ts';
import { suspectConfidence } from './confidence.ts';
import { type Detectable, detectableByAll } from './detectable-growth.ts';
import type { Finding } from './finding.ts';
import { goroutineFindings } from './goroutine-findings.ts';
import { heapFindings } from './heap-findings.ts';
import { isJudged, type JudgedReplica, readReplica } from './judged-replica.ts';
import { mergeFindings } from './merge-findings.ts';
import { proposeWindow } from './propose-window.ts';
import { studentQuantile } from './statistics/student-t.ts';
import type { Shape, Trend } from './trend.ts';
import type { Unusable } from './usable-replica.ts';
import type { Verdict } from './verdict.ts';

/** Why a replica got its verdict, as facts: the report puts them into words. */
export type ReplicaReason =
  | { readonly kind: 'leaks'; readonly findings: number }
  | {
      readonly kind: 'suspect';
      readonly shape: Shape;
      readonly recent: boolean;
      readonly attributed: boolean;
    }
  | { readonly kind: 'healthy'; readonly shape: Shape }
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
  readonly proposedWindowMs: number | undefined;
  /** A replica was still starting up: it had allocated more inside the window than in its whole life before. */
  readonly young: boolean;
};

const clearGrowth = 0.01;

/** Decides from captures whether the service leaks, where and how surely. Pure: no I/O and no clock. */
export function diagnose(input: DiagnosisInput): Diagnosis {
  const readings = input.replicas.map((replica) => readReplica(replica, input));
  const judged = readings.filter(isJudged);
  const findings = mergeFindings(goroutineFindings(judged, input), heapFindings(judged, input));
  const replicas = readings.map(
    (reading): ReplicaDiagnosis =>
      isJudged(reading)
        ? { replica: reading.replica, judged: reading, ...replicaVerdict(reading, findings) }
        : {
            replica: reading.replica,
            judged: undefined,
            verdict: 'inconclusive',
            reason: { kind: 'unusable', why: reading.unusable },
          },
  );
  const verdict = serviceVerdict(replicas);
  return {
    verdict,
    confidence: serviceConfidence(verdict, { findings, replicas, judged }),
    replicas,
    findings,
    detectable: detectableByAll(judged),
    proposedWindowMs: proposeWindow(input.windowMs, shortfallOf(verdict, judged)),
    young: judged.some(({ heap }) => heap.young),
  };
}

function replicaVerdict(
  judged: JudgedReplica,
  findings: readonly Finding[],
): Pick<ReplicaDiagnosis, 'verdict' | 'reason'> {
  const here = findings.filter(({ replicas }) => replicas.includes(judged.replica.target));
  const leaks = here.filter(({ verdict }) => verdict === 'leak').length;
  if (leaks > 0) return { verdict: 'leak', reason: { kind: 'leaks', findings: leaks } };
  const { trend, recent, followsLoad } = judged.heap;
  if (here.length === 0 && followsLoad) return { verdict: 'healthy', reason: { kind: 'follows-load' } };
  if (here.length > 0 || growsUndecided(trend)) {
    return {
      verdict: 'suspect',
      reason: { kind: 'suspect', shape: trend.shape, recent, attributed: here.length > 0 },
    };
  }
  return { verdict: 'healthy', reason: { kind: 'healthy', shape: trend.shape } };
}

/**
 * Growth beyond doubt that neither proved to last nor slowed to less than half its speed: a longer window has to tell, and
 * healthy would be too much to say.
 */
function growsUndecided({ shape, pGrowth, halvesRatio }: Trend): boolean {
  if (shape === 'growing') return true;
  const undecided = shape === 'plateau' || shape === 'uneven';
  return undecided && pGrowth <= clearGrowth && halvesRatio !== undefined && halvesRatio >= 0.5;
}

/** One leaking replica makes the service leaking; healthy needs at least half of the replicas judged. */
function serviceVerdict(replicas: readonly ReplicaDiagnosis[]): Verdict {
  const has = (wanted: Verdict) => replicas.filter(({ verdict }) => verdict === wanted).length;
  if (has('leak') > 0) return 'leak';
  if (has('suspect') > 0) return 'suspect';
  return has('healthy') > 0 && has('healthy') >= replicas.length / 2 ? 'healthy' : 'inconclusive';
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
  return best > 0 ? best : suspectConfidence(Math.min(...judged.map(({ heap }) => heap.trend.pGrowth)));
}

/** By what factor the evidence fell short of deciding: how much longer the next window should be. */
function shortfallOf(verdict: Verdict, judged: readonly JudgedReplica[]): number {
  if (verdict !== 'suspect') return 1;
  const factors = judged.map(({ heap: { trend } }) =>
    trend.slope > 0
      ? (2 * studentQuantile(0.05, Math.max(1, trend.degrees)) * trend.slopeError) / trend.slope
      : 1,
  );
  return Math.max(1, ...factors);
}

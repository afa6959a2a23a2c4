import type { Diagnosis, ReplicaDiagnosis } from '../leak/diagnose.ts';
import type { Finding } from '../leak/finding.ts';
import { isUncollected, liveHeapBytes } from '../leak/live-heap.ts';
import type { Shape } from '../leak/trend.ts';
import type { Unusable } from '../leak/usable-replica.ts';
import { shortFunction } from './go-name.ts';
import { outsideReplicaReason, outsideServiceReason } from './outside-sentences.ts';
import { shapeClause } from './shape-clause.ts';
import {
  aboutDuration,
  formatBytes,
  formatCount,
  formatPerMinute,
  formatThreshold,
  formatWindow,
  plural,
} from './units.ts';

/** The verdict's reason in one sentence. */
export function serviceReason(diagnosis: Diagnosis, windowMs: number): string {
  switch (diagnosis.verdict) {
    case 'leak':
      return leakReason(diagnosis, windowMs);
    case 'suspect':
      return `${suspectReason(diagnosis)}${neededClause(diagnosis)}.`;
    case 'healthy':
      return healthyReason(diagnosis, windowMs);
    case 'inconclusive':
      return inconclusiveReason(diagnosis, windowMs);
  }
}

/** Why one replica got its verdict, in one sentence. */
export function replicaReason(diagnosed: ReplicaDiagnosis, windowMs: number): string {
  const { reason, judged } = diagnosed;
  switch (reason.kind) {
    case 'leaks':
      if (!growsInAll(judged)) return 'What comes and goes hides in its totals what piles up in it.';
      return reason.pooled
        ? `It grew (${judgedRates(judged)}), too little to be sure alone: together with the other replicas it is.`
        : `It grew${inBothHalves(judged) ? ' in both halves of the window' : ''}: ${judgedRates(judged)}.`;
    case 'suspect':
      if (reason.recent) return `It grows (${judgedRates(judged)}), but only lately or from time to time.`;
      if (judged !== undefined && reason.shape === 'growing' && isUncollected(judged.replica))
        return `It grows (${judgedRates(judged)}) by what samples tell; without a forced collection that is no proof.`;
      if (reason.attributed && stays(reason.shape))
        return 'Part of the live heap grows, but the live heap as a whole does not.';
      if (reason.attributed && reason.shape === 'growing')
        return `It grows (${judgedRates(judged)}), but the stacks that stand out do not grow evenly.`;
      return reason.attributed
        ? `Part of it grows, but ${shapeClause(reason.shape)}.`
        : `The live heap grows (${judgedRates(judged)}), but no stack stands out from the sampling noise.`;
    case 'suspect-goroutines':
      return `${goroutinesInDoubt(reason.finding)}.`;
    case 'healthy':
      if (reason.shape === 'growing') return 'It grew no more than one of several replicas does by chance.';
      return `${capitalised(shapeClause(swings(judged) ? reason.shape : 'flat'))}.${poolClause(judged)}`;
    case 'outside-go':
      return outsideReplicaReason(diagnosed);
    case 'follows-load':
      return 'What is live goes up and down with the load of the moment, not with all the work done so far.';
    case 'unusable':
      return unusableSentence(reason.why, windowMs);
  }
}

function leakReason({ findings, replicas }: Diagnosis, windowMs: number): string {
  const leaks = findings.filter(({ verdict }) => verdict === 'leak');
  const [worst] = leaks;
  if (worst === undefined) return '';
  const where = replicas.length > 1 ? ` on ${ofReplicas(worst.replicas.length, replicas.length)}` : '';
  const more = leaks.length > 1 ? `; ${plural(leaks.length - 1, 'more leak')} beside it` : '';
  const place = shortFunction(worst.culprit.function);
  const halves = worst.facts.some(({ kind }) => kind === 'halves') ? ', in both halves of the window' : '';
  if (worst.kind === 'goroutine')
    return `Goroutines pile up (${findingRate(worst, windowMs)}) in ${place}${where}${halves}${more}.`;
  return `Live heap piles up (${exactRate(worst, replicas) ?? findingRate(worst, windowMs)}), ${shareWords(worst)} in ${place}${where}${halves}${more}.`;
}

/** Without a full stop. */
function goroutinesInDoubt(finding: Finding): string {
  const place = shortFunction(finding.culprit.function);
  const shape = shapeOf(finding);
  return shape !== undefined && stays(shape)
    ? `Goroutines are stuck in ${place}, but their number does not grow`
    : `Goroutines pile up in ${place}, but ${doubtClause(finding, shape ?? 'uneven')}`;
}

function shapeOf({ facts }: Finding): Shape | undefined {
  return facts.find((fact) => fact.kind === 'shape')?.shape;
}

/** Whether its totals grow: under waves of load only what lasts from capture to capture may. */
function growsInAll(judged: ReplicaDiagnosis['judged']): boolean {
  return (judged?.heap.trend.slope ?? 0) > 0 || (judged?.goroutines.trend.slope ?? 0) > 0;
}

/** Stairs and what the runtime has proved are leaks without it. */
function inBothHalves(judged: ReplicaDiagnosis['judged']): boolean {
  return judged?.heap.trend.shape === 'growing' || judged?.goroutines.trend.shape === 'growing';
}

function findingRate({ kind, growth }: Finding, windowMs: number): string {
  return formatPerMinute((growth.amount * 60_000) / windowMs, kind);
}

/** Of the whole live heap of the replicas that show it: what samples estimate of one stack may be more than that. */
function exactRate(
  { replicas: targets }: Finding,
  replicas: readonly ReplicaDiagnosis[],
): string | undefined {
  const slopes = replicas.flatMap(({ replica, judged }) =>
    judged !== undefined && targets.includes(replica.target) ? [judged.heap.trend.slope] : [],
  );
  const slope = slopes.reduce((sum, each) => sum + each, 0);
  return slope > 0 ? formatPerMinute(slope * 60_000, 'heap') : undefined;
}

function shareWords({ facts }: Finding): string {
  const share = facts.find((fact) => fact.kind === 'share-of-growth')?.share ?? 1;
  return share >= 0.8 ? 'nearly all of it' : share >= 0.5 ? 'most of it' : 'some of it';
}

function suspectReason(diagnosis: Diagnosis): string {
  const { findings, replicas } = diagnosis;
  const [worst] = findings;
  const inGo = replicas.some(({ reason }) => reason.kind === 'suspect');
  if (worst === undefined)
    return (
      (inGo ? undefined : outsideServiceReason(diagnosis)) ??
      'The live heap grows, but no stack stands out from the sampling noise of this window'
    );
  if (worst.kind === 'goroutine') return goroutinesInDoubt(worst);
  const shape = shapeOf(worst) ?? firstShape(replicas);
  if (stays(shape))
    return `Objects made in ${shortFunction(worst.culprit.function)} pile up, but the live heap as a whole does not grow`;
  return `Live heap piles up in ${shortFunction(worst.culprit.function)}, but ${doubtClause(worst, shape)}`;
}

function neededClause({ neededMs }: Diagnosis): string {
  return neededMs === undefined ? '' : `; at this rate it needs ${aboutDuration(neededMs)} to be sure`;
}

function doubtClause({ facts, kind }: Finding, shape: Shape): string {
  const has = (wanted: Finding['facts'][number]['kind']) => facts.some((fact) => fact.kind === wanted);
  if (has('stairs') && !has('uncollected'))
    return 'it grows in doublings, of which this window saw too few to tell';
  if (has('may-be-pool')) return 'no more than a pool keeps for those who use it';
  if (has('unconfirmed')) return 'too little to be sure in one of several replicas';
  if (has('follows-load')) return 'only as far as the load of the moment does';
  if (facts.some((fact) => fact.kind === 'past' && fact.recent))
    return 'it has not grown like this since the earlier check';
  if (has('recent')) return 'the process is too small to have grown like this for long';
  if (has('uncollected') && (shape === 'growing' || has('stairs')))
    return 'no collection was forced, and without one that is never called a leak';
  return shapeClause(shape, kind);
}

function poolClause(judged: ReplicaDiagnosis['judged']): string {
  if (judged?.goroutines.trend.shape !== 'plateau') return '';
  return ' Its goroutines grew more slowly in the second half, as a pool does that fills up.';
}

/** What rises and falls by less than this share of the live heap is its noise, not a shape. */
const leastSwing = 0.1;

function swings(judged: ReplicaDiagnosis['judged']): boolean {
  const values = judged?.heap.points.map(({ value }) => value) ?? [];
  return Math.max(...values) - Math.min(...values) >= leastSwing * Math.max(...values);
}

/** Whether the whole does not grow, whatever a part of it does. */
function stays(shape: Shape): boolean {
  return shape === 'flat' || shape === 'shrinking' || shape === 'saw-tooth';
}

function firstShape(replicas: readonly ReplicaDiagnosis[]) {
  return replicas.find(({ verdict }) => verdict === 'suspect')?.judged?.heap.trend.shape ?? 'uneven';
}

function healthyReason({ detectable, replicas }: Diagnosis, windowMs: number): string {
  const judged = replicas.filter((replica) => replica.judged !== undefined).length;
  const who =
    replicas.length === judged ? '' : ` on the ${ofReplicas(judged, replicas.length)} that answered`;
  if (detectable === undefined) return `Nothing grows${who}.`;
  const heap = formatThreshold(detectable.heapBytesPerMinute, 'heap');
  const how = replicas.some(({ replica }) => isUncollected(replica))
    ? ' (by samples, as a suspect at most)'
    : '';
  const goroutines = formatThreshold(detectable.goroutinesPerMinute, 'goroutine');
  return `Nothing grows as a leak does${who}; in ${formatWindow(windowMs)} a leak of ${heap} of live heap${how} or of ${goroutines} would have shown.`;
}

function inconclusiveReason({ replicas }: Diagnosis, windowMs: number): string {
  const unusable = replicas.flatMap(({ reason }) => (reason.kind === 'unusable' ? [reason.why] : []));
  const [first] = unusable;
  if (first === undefined) return 'No replica could be judged.';
  if (unusable.every(({ kind }) => kind === first.kind)) return unusableSentence(first, windowMs);
  return `${ofReplicas(unusable.length, replicas.length)} could not be judged: ${unusable.map(({ kind }) => unusableWords[kind]).join(', ')}.`;
}

const unusableWords: Readonly<Record<Unusable['kind'], string>> = {
  unreachable: 'no capture succeeded',
  'too-few': 'too few captures succeeded',
  'half-window': 'the captures cover too little of the window',
  restarted: 'the process restarted',
  'several-processes': 'several processes answer at one address',
  uncollected: 'the live heap was out of sight without a forced collection',
  idle: 'there was no traffic',
};

function unusableSentence(why: Unusable, windowMs: number): string {
  switch (why.kind) {
    case 'unreachable':
      return 'No capture succeeded, so there is nothing to judge.';
    case 'too-few':
      return `Only ${plural(why.captures, 'capture')} succeeded, too few to see growth in both halves of the window.`;
    case 'half-window':
      return `The captures that succeeded cover ${formatWindow(why.coveredMs)} of ${formatWindow(windowMs)}, too little to judge.`;
    case 'restarted':
      return `The process restarted inside the window (before capture ${why.point + 1}), so base and head are not the same process. Find out why it restarted (was it killed for its memory?), then check again.`;
    case 'several-processes':
      return 'This address balances over several processes (their counters jump both ways): name each replica in the services file.';
    case 'uncollected':
      return `No collection was forced (\`gc: false\`), and the service made only ${formatCount(why.collections)} of its own in the window: they show too little of its heap to judge it. Allow collections, or check over a longer window.`;
    case 'idle':
      if (why.requests !== undefined)
        return `The service served next to no requests in the window (${formatCount(why.requests)} by its own counter, probes and leakcheck's own among them): a leak needs traffic to show. If it is another counter that tells its work, name that under \`metrics\` in leakcheck.yaml.`;
      return `The service did next to nothing in the window (${formatCount(Math.round(why.mallocsPerCapture))} allocations between captures): a leak needs traffic to show.`;
  }
}

function judgedRates(judged: ReplicaDiagnosis['judged']): string {
  if (judged === undefined) return '';
  const { heap, goroutines } = judged;
  const parts = [
    heap.trend.slope > 0 ? `${formatPerMinute(heap.trend.slope * 60_000, 'heap')}` : '',
    goroutines.trend.slope > 0 ? `${formatPerMinute(goroutines.trend.slope * 60_000, 'goroutine')}` : '',
  ].filter((part) => part !== '');
  const last = judged.replica.captures.at(-1);
  const head = last === undefined ? 0 : liveHeapBytes(last);
  const rates = parts.length === 0 ? '' : `${parts.join(' and ')}, `;
  return `${rates}${formatBytes(head)} live at the end`;
}

function ofReplicas(some: number, all: number): string {
  return `${formatCount(some)} of ${plural(all, 'replica')}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import type { Rate, Report } from './report.ts';
import {
  aboutDuration,
  clearlyGrows,
  formatBytes,
  formatRate,
  formatThreshold,
  formatWindow,
  type Measure,
  plural,
} from './units.ts';

/** The numbers behind a verdict, a sentence each, unescaped: time left, growth, what the window could show, what to run next. */
export function keyFacts(report: Report): string[] {
  return [
    ...limitFact(report),
    ...growthFact(report, 'heap', report.growth.heap),
    ...growthFact(report, 'goroutine', report.growth.goroutines),
    ...residentFact(report),
    ...detectableFact(report),
    ...replicaFact(report),
    ...proposalFact(report),
  ];
}

function growthFact(report: Report, measure: Measure, rate: Rate | undefined): string[] {
  if (rate === undefined) return [];
  const subject = measure === 'heap' ? 'Live heap' : 'Goroutines';
  const judged = report.replicas.filter((replica) => replica.verdict !== 'inconclusive').length;
  const over = judged > 1 ? `, ${judged} replicas together` : '';
  const [low, high] = rate.interval95;
  if (rate.perMinute === 0 && low === 0 && high === 0) return [`${subject}: steady${over}`];
  return [`${subject}: ${direction(rate)}${formatRate(rate, measure)}${over}`];
}

/** What the operating system sees, and what may make it kill the process. */
function residentFact({ growth: { rss }, replicas }: Report): string[] {
  if (rss === undefined) return [];
  const known = replicas.filter((replica) => replica.rss !== undefined).length;
  const over = known > 1 ? `, ${known} replicas together` : '';
  return [`Resident memory (RSS): ${direction(rss)}${formatRate(rss, 'heap')}${over}`];
}

function direction(rate: Rate): string {
  if (clearlyGrows(rate)) return 'growing ';
  return rate.interval95[1] < 0 ? 'shrinking ' : 'no clear growth, ';
}

function limitFact({ limit }: Report): string[] {
  if (limit === undefined) return [];
  const bytes = formatBytes(limit.bytes);
  if (limit.minutesLeft === undefined)
    return [`Memory limit: ${bytes} a replica; at this growth it is not in sight`];
  if (limit.minutesLeft <= 0) return [`Memory limit: ${limit.target} is already at its ${bytes}`];
  return [
    `Memory limit: ${limit.target} reaches its ${bytes} in ${aboutDuration(limit.minutesLeft * 60_000)} at this rate`,
  ];
}

function detectableFact({ detectable, window, verdict }: Report): string[] {
  if (detectable === undefined || verdict === 'leak') return [];
  const parts = [
    ...(detectable.heapBytesPerMinute === undefined
      ? []
      : [formatThreshold(detectable.heapBytesPerMinute, 'heap')]),
    ...(detectable.goroutinesPerMinute === undefined
      ? []
      : [formatThreshold(detectable.goroutinesPerMinute, 'goroutine')]),
  ];
  if (parts.length === 0) return [];
  return [
    `Smallest growth this ${formatWindow(window.ms)} window could have shown in one replica: ${parts.join(' or ')}; a slower leak would not show`,
  ];
}

/** With several replicas: which of them grow, since one bad replica and a bad release are different nights. */
function replicaFact({ replicas }: Report): string[] {
  const growing = replicas.filter((replica) => replica.verdict === 'leak' || replica.verdict === 'suspect');
  const failed = replicas.filter((replica) => replica.verdict === 'inconclusive');
  if (replicas.length < 2 || failed.length === replicas.length) return [];
  const named = (some: typeof replicas) => {
    const more = some.length > 3 ? ` and ${some.length - 3} more` : '';
    return `${some
      .slice(0, 3)
      .map((replica) => replica.target)
      .join(', ')}${more}`;
  };
  const part = (some: typeof replicas, what: string) =>
    some.length === 0
      ? []
      : [`${some.length} of ${plural(replicas.length, 'replica')} ${what} (${named(some)})`];
  return [...part(growing, growing.length === 1 ? 'grows' : 'grow'), ...part(failed, 'could not be judged')];
}

function proposalFact({ proposedWindowMs, verdict, window }: Report): string[] {
  if (proposedWindowMs === undefined || verdict === 'leak') return [];
  const proposed = formatWindow(proposedWindowMs);
  if (verdict !== 'healthy') return [`A window of ${proposed} should settle what this one left open`];
  const smaller = Math.round(proposedWindowMs / window.ms);
  return smaller < 2 ? [] : [`A window of ${proposed} would show leaks ${smaller} times slower than that`];
}

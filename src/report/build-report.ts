import type { PointCapture } from '../leak/captures.ts';
import { patternOf } from '../leak/catalogue/catalogue.ts';
import type { Diagnosis, ReplicaDiagnosis } from '../leak/diagnose.ts';
import type { Finding } from '../leak/finding.ts';
import type { KnownLibrary } from '../leak/libraries/known-library.ts';
import type { ServiceLibrary } from '../leak/libraries/service-library.ts';
import { liveHeapBytes } from '../leak/live-heap.ts';
import type { Fix } from '../leak/pattern.ts';
import type { Trend } from '../leak/trend.ts';
import { goroutineCount } from '../profile/goroutine-count.ts';
import { caveatSentences } from './caveat-sentences.ts';
import { fewerCapturesCaveat } from './collection-caveats.ts';
import { evidenceSentences } from './evidence-sentence.ts';
import { manyFindingsCaveat } from './many-findings-caveat.ts';
import { replicaReason, serviceReason } from './reason-sentence.ts';
import type { Growth, Rate, ReplicaReport, Report, ReportFinding, ReportFix } from './report.ts';
import { type LinkedCode, withSourceLinks } from './source-link.ts';
import { timeToLimit } from './time-to-limit.ts';

const msPerMinute = 60_000;

/** What the captures alone do not say. */
export type ReportContext = {
  readonly service: string;
  /** Undefined for profiles compared without a check. */
  readonly check: string | undefined;
  readonly fromMs: number;
  readonly windowMs: number;
  readonly plannedCaptures: number;
  readonly memoryLimitBytes: number | undefined;
  /** Where the service's code can be read, and which that is. */
  readonly code?: LinkedCode;
  /** Of each target, by its name. */
  readonly costs: ReadonlyMap<string, MeasuredCost>;
};

/** What the captures asked of a replica. */
export type MeasuredCost = {
  readonly requests: number;
  /** That were forced. */
  readonly collections: number;
  readonly bytes: number;
  /** Of all collections from the first capture to the last; undefined where it cannot be told. */
  readonly pauseMs: number | undefined;
};

const noCost: MeasuredCost = { requests: 0, collections: 0, bytes: 0, pauseMs: undefined };

/** Puts a diagnosis into the one document that everything shown is rendered from. */
export function buildReport(diagnosis: Diagnosis, context: ReportContext): Report {
  const judged = diagnosis.replicas.flatMap((replica) => replica.judged ?? []);
  const { detectable, proposedWindowMs } = diagnosis;
  const limit = timeToLimit(judged, context.memoryLimitBytes);
  return {
    schema: 'leakcheck.report/1',
    service: context.service,
    ...(context.check === undefined ? {} : { check: context.check }),
    window: {
      from: new Date(context.fromMs).toISOString(),
      to: new Date(context.fromMs + context.windowMs).toISOString(),
      ms: context.windowMs,
      captures: context.plannedCaptures,
    },
    replicas: diagnosis.replicas.map((replica) => replicaReport(replica, context)),
    verdict: diagnosis.verdict,
    confidence: diagnosis.confidence,
    reason: serviceReason(diagnosis, context.windowMs),
    growth: {
      ...optionalRate('heap', sumRates(judged.map(({ heap }) => heap.trend))),
      ...optionalRate('goroutines', sumRates(judged.map(({ goroutines }) => goroutines.trend))),
      ...optionalRate('rss', sumRates(judged.flatMap(({ memory }) => memory?.trend ?? []))),
    },
    ...(limit === undefined ? {} : { limit }),
    ...(detectable === undefined ? {} : { detectable }),
    ...(proposedWindowMs === undefined ? {} : { proposedWindowMs }),
    findings: diagnosis.findings.map((finding) => {
      const told = findingReport(finding, context.windowMs);
      return context.code === undefined ? told : withSourceLinks(told, context.code);
    }),
    caveats: [
      ...caveatSentences(diagnosis),
      ...fewerCapturesCaveat(context.plannedCaptures, context.windowMs),
      ...manyFindingsCaveat(diagnosis.findings),
    ],
  };
}

function replicaReport(diagnosed: ReplicaDiagnosis, context: ReportContext): ReplicaReport {
  const { replica, judged, verdict } = diagnosed;
  const { captures } = replica;
  return {
    target: replica.target,
    verdict,
    reason: replicaReason(diagnosed, context.windowMs),
    series: {
      atMs: captures.map(({ atMs }) => atMs),
      heapAlloc: captures.map(liveHeapBytes),
      goroutines: captures.map(({ goroutine }) => goroutineCount(goroutine)),
      ...rssSeries(captures),
    },
    ...optionalRate('heap', judged && rateOf(judged.heap.trend)),
    ...optionalRate('goroutines', judged && rateOf(judged.goroutines.trend)),
    ...optionalRate('rss', judged?.memory && rateOf(judged.memory.trend)),
    ...optionalRate('outsideGo', judged?.memory?.outside && rateOf(judged.memory.outside.trend)),
    cost: costOf(captures, context.costs.get(replica.target) ?? noCost),
    failures: replica.failures.map(({ point, message, nextStep }) => ({ capture: point, message, nextStep })),
  };
}

function rssSeries(captures: readonly PointCapture[]): { readonly rss?: (number | null)[] } {
  const rss = captures.map(({ metrics }) => metrics?.rssBytes ?? null);
  return rss.every((value) => value === null) ? {} : { rss };
}

function costOf(captures: readonly PointCapture[], measured: MeasuredCost): ReplicaReport['cost'] {
  const { requests, collections, bytes, pauseMs } = measured;
  return {
    forcedCollections: collections,
    ...(isCollectedTwice(captures) ? { collectedTwice: true } : {}),
    ...(pauseMs === undefined ? {} : { pauseMs }),
    requests,
    bytesRead: bytes,
  };
}

function isCollectedTwice(captures: readonly PointCapture[]): boolean {
  return captures.length > 0 && captures.every(({ collections }) => collections === 2);
}

/** One finding in the document's form: rates a minute, evidence in sentences, the fixes of its pattern. */
export function findingReport(finding: Finding, windowMs: number): ReportFinding {
  const { kind, verdict, pattern, confidence, fingerprint, culprit, startedBy, atHead, replicas, stack } =
    finding;
  return {
    kind,
    verdict,
    pattern,
    confidence,
    fingerprint,
    culprit,
    ...(startedBy === undefined ? {} : { startedBy }),
    growth: growthOf(finding, windowMs),
    atHead,
    replicas: [...replicas],
    stack: [...stack],
    evidence: evidenceSentences(finding),
    fixes: fixesOf(finding),
  };
}

/** A known library's own way out says it all; where that is words alone, the pattern's fixes show the code. */
function fixesOf({ facts, pattern }: Finding): ReportFix[] {
  const { fixes } = patternOf(pattern);
  const library = facts.find((fact) => fact.kind === 'library')?.library;
  if (library === undefined) return fixes.map((fix) => ({ ...fix }));
  const own = libraryFix(library, fixes);
  return own.after === '' ? [own, ...fixes.map((fix) => ({ ...fix }))] : [own];
}

function libraryFix(library: KnownLibrary | ServiceLibrary, others: readonly Fix[]): ReportFix {
  const { advice: text, name } = library;
  const section = others[0]?.section ?? '5.1';
  if (!('importPath' in library)) {
    const title = `What your services file says about ${name}`;
    return { title, text, section, ...(library.code ?? noCode) };
  }
  const { before = '', after = '' } = library;
  return { title: name, text, section, before, after };
}

const noCode = { before: '', after: '' };

function growthOf({ kind, growth }: Finding, windowMs: number): Growth {
  const perMinute = (amount: number) => (amount * msPerMinute) / windowMs;
  const [low, high] = growth.interval95;
  return {
    ...(kind === 'heap' ? { bytes: Math.round(growth.amount) } : { count: growth.amount }),
    perMinute: perMinute(growth.amount),
    interval95: [perMinute(low), perMinute(high)],
  };
}

function rateOf({ slope, interval95: [low, high], shape }: Trend): Rate | undefined {
  if (shape === 'unknown') return undefined;
  return { perMinute: slope * msPerMinute, interval95: [low * msPerMinute, high * msPerMinute] };
}

/** Rates of independent replicas add, and so do the squares of their reaches. */
function sumRates(trends: readonly Trend[]): Rate | undefined {
  const rates = trends.flatMap((trend) => rateOf(trend) ?? []);
  if (rates.length === 0) return undefined;
  const perMinute = rates.reduce((sum, rate) => sum + rate.perMinute, 0);
  const reach = Math.hypot(...rates.map(({ interval95: [low, high] }) => (high - low) / 2));
  return { perMinute, interval95: [perMinute - reach, perMinute + reach] };
}

function optionalRate<Key extends 'heap' | 'goroutines' | 'rss' | 'outsideGo'>(
  key: Key,
  rate: Rate | undefined,
): { readonly [K in Key]?: Rate } {
  return rate === undefined ? {} : ({ [key]: rate } as { [K in Key]: Rate });
}

import { getPriority, setPriority } from 'node:os';
import { Tinypool } from 'tinypool';
import { drawFirst } from './chart/draw-first.ts';
import { createChartRenderer } from './chart/render-chart.ts';
import { type AnalysisRequest, analyseCaptures } from './check/analyse-captures.ts';
import type { Analysis } from './check/analyser.ts';
import { captureReader } from './check/capture-reader.ts';
import type { CheckPlan } from './check/plan.ts';
import type { ProfileRef } from './check/profile-store.ts';
import { createReadAhead } from './check/read-ahead.ts';
import type { GrowthChart } from './report/chart-data.ts';
import { createBlockingProfileReader } from './store/blocking-profile-reader.ts';

type InDirectory = { readonly directory: string };

/** What crosses to the thread: plain data, no function and no secret. */
export type AnalysisTask = AnalysisRequest & InDirectory;
export type AheadTask = InDirectory & { readonly plan: CheckPlan };
export type CountTask = InDirectory & { readonly profile: ProfileRef };
export type ChartTask = { readonly chart: GrowthChart };
export type PcsTask = InDirectory & { readonly texts: readonly [ProfileRef, ProfileRef] };

/** Steps of niceness, of which there are 19 below the usual. */
const stepsBack = 10;
/** What a caller aborts ends with its thread. */
const neverAborted = new AbortController().signal;

// Linux gives each thread a priority of its own: where cores are few, acks and captures go first. Elsewhere it is the process's.
if (process.platform === 'linux') setPriority(Math.min(19, getPriority() + stepsBack));
const charts = createChartRenderer();
drawFirst(charts);
const ahead = createReadAhead(() => performance.now());

/** The composition root of an analysis thread: reads the captures from the profile directory itself. */
export async function analyse({ directory, ...request }: AnalysisTask): Promise<Analysis> {
  const before = ahead.take(request.plan.check);
  const store = createBlockingProfileReader(directory);
  const analysis = await analyseCaptures({ store, charts, before }, request);
  const growthChart = analysis.growthChart && new Uint8Array(analysis.growthChart);
  const stacksChart = analysis.stacksChart && new Uint8Array(analysis.stacksChart);
  return handedOver({ ...analysis, growthChart, stacksChart }, [growthChart, stacksChart]);
}

/** For the analysis of the check, if that comes to this thread. */
export function readAhead({ directory, plan }: AheadTask): Promise<void> {
  return ahead.read(createBlockingProfileReader(directory), plan);
}

export function goroutines({ directory, profile }: CountTask): Promise<number | undefined> {
  return captureReader(createBlockingProfileReader(directory)).goroutines(profile, neverAborted);
}

export function growingPcs({ directory, texts }: PcsTask): Promise<readonly string[]> {
  const reader = captureReader(createBlockingProfileReader(directory), ahead.recordsOf);
  return reader.growingPcs(texts, neverAborted);
}

export function growth({ chart }: ChartTask): Uint8Array {
  return new Uint8Array(charts.growth(chart));
}

/** The pictures' memory goes over to the main thread instead of being copied; the pool takes the rest apart by itself. */
function handedOver(analysis: Analysis, pictures: readonly (Uint8Array | undefined)[]): Analysis {
  const moved = {
    [Tinypool.transferableSymbol]: pictures.flatMap((picture) => (picture ? [picture.buffer] : [])),
    [Tinypool.valueSymbol]: analysis,
  };
  return Tinypool.move(moved as never) as unknown as Analysis;
}

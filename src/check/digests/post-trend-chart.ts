import { type DigestRun, runId } from '../../digest/digest.ts';
import type { DigestFacts } from '../../digest/facts.ts';
import { type ServicePoints, trendChart } from '../../digest/trend-chart.ts';
import type { GrowthChart } from '../../report/chart-data.ts';
import type { CheckStore } from '../check-store.ts';
import type { Logger } from '../logger.ts';
import type { PostOnceDeps } from '../post-once.ts';
import type { PostTarget, UploadFile } from '../poster.ts';
import { uploadOrExplain } from '../upload-or-explain.ts';

export type ChartDeps = PostOnceDeps & {
  readonly store: CheckStore;
  readonly logger: Logger;
  /** PNG; CPU work, off the main thread. */
  drawGrowth(chart: GrowthChart): Promise<Uint8Array>;
};

const backMs = 7 * 24 * 3_600_000;
const mostChecks = 100;
const minutesPerDay = 24 * 60;

export const chartKey = 'chart';

/** Growth by service over the last days, as every check saw it. None where there are not two points of any service. */
export async function trendChartFile(
  deps: ChartDeps,
  { services, nowMs }: DigestFacts,
): Promise<UploadFile | undefined> {
  const points = await Promise.all(
    services.map(({ service }) => pointsOf(deps, service, { fromMs: nowMs - backMs, toMs: nowMs })),
  );
  const chart = trendChart(points, nowMs);
  if (chart === undefined) return undefined;
  const bytes = await deps.drawGrowth(chart);
  return { name: 'growth-by-service.png', title: chart.title, altText: chart.altText, bytes };
}

/** Shares the chart in the digest's thread, unless the message itself shows it. Throws a PostError. */
export async function shareTrendChart(
  deps: ChartDeps,
  run: DigestRun,
  chart: UploadFile | undefined,
  to: PostTarget,
): Promise<void> {
  const files = chart === undefined ? [] : [chart];
  await uploadOrExplain(deps, { check: runId(run), key: chartKey, to, files, comment: undefined });
}

async function pointsOf(
  { store }: ChartDeps,
  service: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<ServicePoints> {
  const checks = await store.history({ service, limit: mostChecks });
  const points = checks.flatMap(({ outcome }) => {
    const { finishedAtMs = 0, growth } = outcome ?? {};
    if (growth === undefined || finishedAtMs < fromMs || finishedAtMs > toMs) return [];
    const { heapPerMinute, goroutinesPerMinute } = growth;
    return [
      {
        atMs: finishedAtMs,
        heapPerDay: heapPerMinute === undefined ? undefined : heapPerMinute * minutesPerDay,
        goroutinesPerDay: goroutinesPerMinute === undefined ? undefined : goroutinesPerMinute * minutesPerDay,
      },
    ];
  });
  return { service, points: points.sort((a, b) => a.atMs - b.atMs) };
}

import { stat } from 'node:fs/promises';
import type { Workspace } from '../lab/slack/workspace.ts';
import { createChartRenderer } from '../src/chart/render-chart.ts';
import { diagnoseStored } from '../src/check/diagnose-check.ts';
import { type CheckPlan, planCheck } from '../src/check/plan.ts';
import { createReadAhead } from '../src/check/read-ahead.ts';
import type { Service } from '../src/check/service.ts';
import { growthChart } from '../src/report/growth-chart.ts';
import { stacksChart } from '../src/report/stacks-chart.ts';
import { createFileProfileStore } from '../src/store/file-profile-store.ts';
import { artefactPath, profilePath } from '../src/store/profile-path.ts';

/** Milliseconds from the end of a check's last capture to its charts in the thread, and of that each part. */
export type ReportTimes = {
  readonly all: number;
  /** Until the report and its charts are drawn and stored. */
  readonly analysed: number;
  /** From then until the verdict stands in the thread. */
  readonly verdict: number;
  /** From then until the charts do. */
  readonly charts: number;
};

/** Read from when the files were written and when the workspace answered, once the thread is complete. */
export async function reportTimes(of: {
  readonly directory: string;
  readonly check: string;
  readonly workspace: Workspace;
  /** `ts` of the check's root message. */
  readonly thread: string;
  readonly lastPoint: number;
}): Promise<ReportTimes> {
  const { directory, check, workspace, thread, lastPoint } = of;
  const capturedAt = await writtenAt(
    profilePath(directory, { check, replica: 0, point: lastPoint, file: 'outcome' }),
  );
  const answeredAt = (method: string) =>
    workspace.calls(method).find(({ args }) => args.thread_ts === thread)?.atMs ?? Number.NaN;
  const analysedAt = await writtenAt(artefactPath(directory, check, 'report.json'));
  const verdictAt = answeredAt('chat.postMessage');
  const chartsAt = answeredAt('files.completeUploadExternal');
  return {
    all: chartsAt - capturedAt,
    analysed: analysedAt - capturedAt,
    verdict: verdictAt - analysedAt,
    charts: chartsAt - verdictAt,
  };
}

async function writtenAt(file: string): Promise<number> {
  return (await stat(file)).mtimeMs;
}

/** Milliseconds that each part of an analysis takes by itself. */
export type AnalysisTimes = {
  /** All captures but the last, which a worker reads while that is taken. */
  readonly ahead: number;
  /** The last capture, and the diagnosis of all. */
  readonly diagnose: number;
  readonly draw: number;
};

/** The same captures once more, in this thread. */
export async function analysisTimes(of: {
  readonly directory: string;
  readonly check: string;
  readonly service: Service;
  readonly windowMs: number;
}): Promise<AnalysisTimes> {
  const plan: CheckPlan = planCheck({ ...of, t0Ms: 0 });
  const limits = { maxBytes: Number.MAX_SAFE_INTEGER, maxAgeMs: Number.MAX_SAFE_INTEGER };
  const store = createFileProfileStore({ directory: of.directory, ...limits });
  const charts = createChartRenderer();
  const readAhead = createReadAhead(() => performance.now());
  const beganAt = performance.now();
  await readAhead.read(store, plan);
  const readAt = performance.now();
  const before = readAhead.take(plan.check);
  const { report } = await diagnoseStored(store, plan, { service: of.service, earlierChecks: [], before });
  const diagnosedAt = performance.now();
  const growth = growthChart(report);
  const stacks = stacksChart(report);
  if (growth !== undefined) charts.growth(growth);
  if (stacks !== undefined) charts.stacks(stacks);
  return {
    ahead: readAt - beganAt,
    diagnose: diagnosedAt - readAt,
    draw: performance.now() - diagnosedAt,
  };
}

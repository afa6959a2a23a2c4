import { setTimeout as wait } from 'node:timers/promises';
import {
  buildCorpus,
  type ModuleService,
  programKey,
  readCorpus,
  startCorpusService,
  whySkipped,
} from '../lab/corpus.ts';
import { type Judgement, judgeAnswer } from '../lab/judge-answer.ts';
import { openRecordedCheck, recordCheck, recordedServices, recordingOf } from '../lab/recorded-corpus.ts';
import { diagnoseCheck } from '../src/check/diagnose-check.ts';
import { type AccuracyOptions, accuracyOptions } from './accuracy-options.ts';
import { appendRun, readRuns } from './accuracy-runs.ts';
import { accuracyTable } from './accuracy-table.ts';
import type { BenchRun } from './bench-run.ts';
import { checkService } from './check-service.ts';
import { serviceAt } from './service-at.ts';

/**
 * Runs every service of the lab's corpus live, a few at a time, and checks each through the same use cases as the bot. Prints
 * what was expected and said, then recall, false alarms, kind, culprit and pattern, and how often stated confidence was right.
 */
export async function runBench({ args, say }: BenchRun): Promise<void> {
  const options = accuracyOptions(args);
  for (const line of accuracyTable(await judgements(options, say))) say(line);
}

async function judgements(options: AccuracyOptions, say: BenchRun['say']): Promise<readonly Judgement[]> {
  if (options.from.length > 0) {
    const runs = await readRuns(options.from);
    return runs.filter(({ group, service }) => options.only.test(`${group}/${service}`));
  }
  const corpus = (await readCorpus()).filter(({ name, group, module }) =>
    options.only.test(`${group}/${recordingOf({ module, name })}`),
  );
  return options.recorded ? judgeRecorded(corpus) : judgeLive(corpus, options, say);
}

/** From the captures that were kept, in seconds. */
async function judgeRecorded(corpus: readonly ModuleService[]): Promise<Judgement[]> {
  const recorded = await recordedServices();
  const judgements: Judgement[] = [];
  for (const service of corpus.filter((service) => recorded.includes(recordingOf(service)))) {
    const { plan, store } = await openRecordedCheck(recordingOf(service));
    const report = await diagnoseCheck(store, plan, serviceAt(plan.service, plan.replicas));
    judgements.push(judgeAnswer(service, report));
  }
  return judgements;
}

/** All services once, then all of them again, so that a run that is broken off has judged each about as often. */
async function judgeLive(
  corpus: readonly ModuleService[],
  options: AccuracyOptions,
  say: BenchRun['say'],
): Promise<Judgement[]> {
  const skipped = await Promise.all(
    corpus.map(async (service) => ({ service, why: await whySkipped(service) })),
  );
  for (const { service, why } of skipped) if (why !== undefined) say(`skipped ${service.name}: ${why}`);
  const runnable = skipped.flatMap(({ service, why }) => (why === undefined ? [service] : []));
  say(`Building ${runnable.length} services …`);
  const programs = await buildCorpus(runnable);
  const judgements: Judgement[] = [];
  const queue = Array.from({ length: options.repeat }, () => runnable).flat();
  const planned = queue.length;
  const lane = async () => {
    for (let service = queue.shift(); service !== undefined; service = queue.shift()) {
      const judgement = await runService(service, programs.get(programKey(service)) ?? '', options);
      const done = judgements.push(judgement);
      if (options.json !== undefined) {
        const { windowMs } = options;
        const at = new Date().toISOString();
        await appendRun(options.json, { ...judgement, at, windowMs, warmupMs: ageMs(service, options) });
      }
      say(
        `${done}/${planned} ${judgement.service}: expected ${judgement.expected}, said ${judgement.said}: ${judgement.first}`,
      );
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, lane));
  return judgements;
}

async function runService(
  service: ModuleService,
  program: string,
  options: AccuracyOptions,
): Promise<Judgement> {
  const numbers = Array.from({ length: service.replicas }, (_, index) => index + 1);
  const replicas = await Promise.all(numbers.map((number) => startCorpusService(service, program, number)));
  try {
    await wait(ageMs(service, options));
    const named = replicas.map(({ url }, index) => ({ name: `${service.name}-${index + 1}`, url }));
    const { plan, report, store } = await checkService(
      serviceAt(service.name, named, service.metrics),
      options.windowMs,
    );
    if (options.record) await recordCheck(recordingOf(service), plan, store.files);
    return judgeAnswer(service, report);
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
  }
}

/** How old its processes are when the window begins. */
function ageMs(service: ModuleService, { warmupMs }: AccuracyOptions): number {
  return Math.max(service.warmupSeconds * 1_000, warmupMs);
}

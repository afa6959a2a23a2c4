import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  buildCorpus,
  type ModuleService,
  programKey,
  readCorpus,
  startCorpusService,
  whySkipped,
} from '../lab/corpus.ts';
import { type Judgement, judgeAnswer } from '../lab/judge-answer.ts';
import { createMemoryProfileStore } from '../lab/memory-profile-store.ts';
import { openRecordedCheck, recordCheck, recordedServices, recordingOf } from '../lab/recorded-corpus.ts';
import { createHttpTargetClient } from '../src/capture/http-target-client.ts';
import { newCheckId } from '../src/check/check-id.ts';
import { diagnoseCheck } from '../src/check/diagnose-check.ts';
import { runCheck } from '../src/check/run-check.ts';
import type { Service } from '../src/check/service.ts';
import { parseWindow } from '../src/check/window.ts';
import { accuracyTable } from './accuracy-table.ts';
import type { BenchRun } from './bench-run.ts';

/**
 * Runs every service of the lab's corpus live, a few at a time, and checks each through the same use cases as the bot. Prints
 * what was expected and said, then recall, false alarms, kind, culprit and pattern, and how often stated confidence was right.
 */
export async function runBench({ args, say }: BenchRun): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      window: { type: 'string', default: '20s' },
      parallel: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
      record: { type: 'boolean', default: false },
      recorded: { type: 'boolean', default: false },
    },
  });
  const corpus = (await readCorpus()).filter(({ name, group }) =>
    new RegExp(values.only).test(`${group}/${name}`),
  );
  if (values.recorded) {
    for (const line of accuracyTable(await judgeRecorded(corpus))) say(line);
    return;
  }
  const skipped = await Promise.all(
    corpus.map(async (service) => ({ service, why: await whySkipped(service) })),
  );
  for (const { service, why } of skipped) if (why !== undefined) say(`skipped ${service.name}: ${why}`);
  const runnable = skipped.flatMap(({ service, why }) => (why === undefined ? [service] : []));
  say(`Building ${runnable.length} services …`);
  const programs = await buildCorpus(runnable);
  const judgements: Judgement[] = [];
  const queue = [...runnable];
  const lane = async () => {
    for (let service = queue.shift(); service !== undefined; service = queue.shift()) {
      const program = programs.get(programKey(service)) ?? '';
      const judgement = await checkService(service, {
        program,
        windowMs: parseWindow(values.window),
        record: values.record,
      });
      judgements.push(judgement);
      say(
        `${judgements.length}/${runnable.length} ${judgement.name}: expected ${judgement.expected}, said ${judgement.said}: ${judgement.first}`,
      );
    }
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, lane));
  for (const line of accuracyTable(judgements)) say(line);
}

/** The same table from the captures that were kept, in seconds. */
async function judgeRecorded(corpus: readonly ModuleService[]): Promise<Judgement[]> {
  const recorded = await recordedServices();
  const judgements: Judgement[] = [];
  for (const service of corpus.filter((service) => recorded.includes(recordingOf(service)))) {
    const { plan, store } = await openRecordedCheck(recordingOf(service));
    const report = await diagnoseCheck(store, plan, { modulePrefixes: [], memoryLimitBytes: undefined });
    judgements.push(judgeAnswer(service, report));
  }
  return judgements;
}

async function checkService(
  service: ModuleService,
  {
    program,
    windowMs,
    record,
  }: { readonly program: string; readonly windowMs: number; readonly record: boolean },
): Promise<Judgement> {
  const numbers = Array.from({ length: service.replicas }, (_, index) => index + 1);
  const replicas = await Promise.all(numbers.map((number) => startCorpusService(service, program, number)));
  const targets = createHttpTargetClient();
  try {
    await wait(service.warmupSeconds * 1_000);
    const named = replicas.map(({ url }, index) => ({
      name: `${service.name}-${index + 1}`,
      url,
      headers: {},
      tlsCa: undefined,
    }));
    const store = createMemoryProfileStore();
    const { plan, report } = await runCheck(
      {
        targets,
        store,
        clock: Date.now,
        concurrency: named.length,
        resolveTarget: (_service, replica) => named.find(({ name }) => name === replica),
        onCapture: () => undefined,
      },
      {
        check: newCheckId(),
        service: checkedService(service.name, named),
        windowMs,
        signal: new AbortController().signal,
      },
    );
    if (record) await recordCheck(recordingOf(service), plan, store.files);
    return judgeAnswer(service, report);
  } finally {
    await Promise.all([targets.close(), ...replicas.map((replica) => replica.stop())]);
  }
}

function checkedService(name: string, targets: Service['targets']): Service {
  return {
    name,
    targets,
    channels: undefined,
    owner: undefined,
    memoryLimitBytes: undefined,
    defaultWindowMs: 20_000,
    modulePrefixes: [],
    attachProfiles: false,
  };
}

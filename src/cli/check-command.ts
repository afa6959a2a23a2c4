import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createHttpTargetClient } from '../capture/http-target-client.ts';
import { newCheckId } from '../check/check-id.ts';
import type { CheckPlan } from '../check/plan.ts';
import { runCheck } from '../check/run-check.ts';
import type { Service } from '../check/service.ts';
import { createInProcessLocks } from '../check/target-locks.ts';
import { parseWindow } from '../check/window.ts';
import { serviceOfUrl } from '../config/service-of-url.ts';
import { diffCommand } from '../report/profiles-note.ts';
import { createFileProfileStore } from '../store/file-profile-store.ts';
import { profilePath } from '../store/profile-path.ts';
import { type CommandContext, type ExitCode, UsageError } from './command.ts';
import { exitCodeOf, parseFailOn } from './exit-code.ts';
import { findService } from './find-service.ts';
import { printReport } from './print-report.ts';
import { createProgressBar } from './progress-bar.ts';

const captureConcurrency = 16;

/** `leakcheck check <service|url> <window>`: a whole check in this process, without Redis and Slack. */
export async function checkCommand(context: CommandContext): Promise<ExitCode> {
  const options = parseOptions(context.args);
  const service = /^https?:\/\//i.test(options.name)
    ? serviceOfUrl(options.name)
    : await findService(context.env, options);
  const windowMs = options.window === undefined ? service.defaultWindowMs : parseWindow(options.window);
  const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-'));
  try {
    const { plan, report } = await check(context, { service, windowMs, directory });
    printReport(context, report, options);
    if (options.save !== undefined) await savePairs(context, { plan, directory, into: options.save });
    return exitCodeOf(report, options.failOn);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function parseOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      config: { type: 'string' },
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      save: { type: 'string' },
      'fail-on': { type: 'string' },
    },
  });
  const [name, window, ...rest] = positionals;
  if (name === undefined || rest.length > 0) {
    throw new UsageError('check takes a service (or a url) and a window: leakcheck check payments 5m');
  }
  return { ...values, config: values.config, name, window, failOn: parseFailOn(values['fail-on']) };
}

async function check(
  context: CommandContext,
  {
    service,
    windowMs,
    directory,
  }: { readonly service: Service; readonly windowMs: number; readonly directory: string },
) {
  const targets = createHttpTargetClient();
  const bar = createProgressBar({ write: context.err, isTerminal: context.errIsTerminal, clock: Date.now });
  const startedAtMs = Date.now();
  const onCapture = (progress: {
    readonly done: number;
    readonly planned: number;
    readonly endsAtMs: number;
  }) => bar.update({ label: service.name, startedAtMs, ...progress });
  try {
    return await runCheck(
      {
        targets,
        locks: createInProcessLocks(),
        store: createFileProfileStore({
          directory,
          maxBytes: Number.MAX_SAFE_INTEGER,
          maxAgeMs: Number.MAX_SAFE_INTEGER,
        }),
        clock: Date.now,
        concurrency: captureConcurrency,
        resolveTarget: (_service, replica) => service.targets.find(({ name }) => name === replica),
        onCapture,
      },
      { check: newCheckId(), service, windowMs, signal: context.signal },
    );
  } finally {
    bar.stop();
    await targets.close();
  }
}

/** Copies the first and last profiles of every replica, and prints the command that compares them. */
async function savePairs(
  { err }: CommandContext,
  { plan, directory, into }: { readonly plan: CheckPlan; readonly directory: string; readonly into: string },
): Promise<void> {
  await mkdir(into, { recursive: true });
  const head = plan.points.length - 1;
  for (const [replica, { name }] of plan.replicas.entries()) {
    const at = (point: number) => profilePath(directory, { check: plan.check, replica, point, file: 'heap' });
    const file = path.join(into, `${replica + 1}-${name.replace(/[^\w.-]/g, '_')}`);
    const pair = { target: name, base: `${file}-base.pb.gz`, head: `${file}-head.pb.gz` };
    if (!existsSync(at(0)) || !existsSync(at(head))) {
      err(`${name} gave no heap profile at both ends of the window: nothing of it is kept\n`);
      continue;
    }
    await copyFile(at(0), pair.base);
    await copyFile(at(head), pair.head);
    err(`${diffCommand(pair)}\n`);
  }
}

import { parseArgs } from 'node:util';
import { parseBaseEnvironment } from '../config/environment.ts';
import type { Variables } from '../config/expand-variables.ts';
import type { Examination } from '../doctor/examination.ts';
import {
  examineRedisOf,
  examineServeOf,
  examineSlackOf,
  examineStoreOf,
  examineWorkspacesOf,
  wantsBot,
} from '../doctor/examine-bot.ts';
import { examineEscalation } from '../doctor/examine-escalation.ts';
import { examineNode } from '../doctor/examine-node.ts';
import { examineServicesFile } from '../doctor/examine-services-file.ts';
import { examineTargets } from '../doctor/examine-targets.ts';
import { examineUserGroups } from '../doctor/examine-user-groups.ts';
import { renderExaminations } from '../doctor/render-examinations.ts';
import { type CommandContext, type ExitCode, UsageError } from './command.ts';

const allTargetsMs = 30_000;

/** `leakcheck doctor`: is everything in place that the command line, the bot and the workers need? 1 when something is not. */
export async function doctorCommand(context: CommandContext): Promise<ExitCode> {
  const { config, json } = parseOptions(context.args);
  const examinations = await examineAll(context, config);
  const ok = examinations.every(({ state }) => state !== 'fail');
  if (json) context.out(`${JSON.stringify({ ok, examinations }, null, 2)}\n`);
  else context.out(`${renderExaminations(examinations, formOf(context))}\n`);
  return ok ? 0 : 1;
}

function parseOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { config: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  if (positionals.length > 0) {
    throw new UsageError('doctor takes no service: leakcheck doctor [--config FILE] [--json]');
  }
  return values;
}

/** The parts are independent of each other and run side by side; the list is in the order of what needs what. */
async function examineAll(
  { env, signal }: CommandContext,
  config: string | undefined,
): Promise<readonly Examination[]> {
  const parts = await Promise.all([
    [examineNode(process.versions.node)],
    examineServices({ env, signal, config }),
    examineRedisOf(env, signal),
    examineStoreOf(env, signal),
    examineSlackOf(env, signal),
    examineWorkspacesOf(env, signal),
    examineServeOf(env),
  ]);
  return parts.flat();
}

async function examineServices({
  env,
  signal,
  config,
}: {
  readonly env: Variables;
  readonly signal: AbortSignal;
  readonly config: string | undefined;
}): Promise<readonly Examination[]> {
  const named = config ?? env.LEAKCHECK_CONFIG;
  const file = config ?? parseBaseEnvironment({ LEAKCHECK_CONFIG: env.LEAKCHECK_CONFIG }).servicesFile;
  const isNeeded = (named ?? '').trim() !== '' || wantsBot(env);
  const { examinations, file: read } = await examineServicesFile({ file, isNeeded }, env);
  if (read === undefined) return examinations;
  const [targets, groups, ways] = await Promise.all([
    examineTargets(read.services, { signal, allMs: allTargetsMs }),
    wantsBot(env) ? examineUserGroups(read, env) : [],
    examineEscalation(read.services),
  ]);
  return [...examinations, ...targets, ...groups, ...ways];
}

/** Only a terminal has columns to wrap for; what reads a pipe wants a line for a line. */
function formOf({ outIsTerminal, columns }: CommandContext) {
  return { color: outIsTerminal, width: outIsTerminal ? columns : undefined };
}

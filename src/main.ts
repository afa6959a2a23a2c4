import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import type { Logger } from './check/logger.ts';
import { type CommandContext, type ExitCode, UsageError } from './cli/command.ts';
import { type Environment, parseEnvironment } from './config/environment.ts';
import { watchServicesFile } from './config/watch-services-file.ts';
import { startBot } from './serve/start-bot.ts';
import { startWorker } from './serve/start-worker.ts';

const roles = ['bot', 'worker'] as const;
type Role = (typeof roles)[number];

/** What runs, with everything that it was composed of. */
export type Running = { close(): Promise<void> };

/** `leakcheck serve [--role bot|worker]`: runs until it is told to stop, then hands back what it was doing. */
export async function serveCommand(context: CommandContext): Promise<ExitCode> {
  const wanted = parseRoles(context.args);
  const environment = parseEnvironment(context.env);
  const logger = createLogger(environment);
  const watched = await watchServicesFile(environment.base.servicesFile, context.env, { logger });
  const { services, digests, access } = watched;
  const parts = { environment, services, digests, access, logger, signal: context.signal };
  // Side by side: a worker waits for a Redis that is away, and meanwhile the bot says so to whoever asks.
  const starting = [
    ...(wanted.includes('bot') ? [startBot(parts)] : []),
    ...(wanted.includes('worker') ? [startWorker(parts)] : []),
  ];
  try {
    await Promise.race([Promise.all(starting), untilStopped(context.signal)]);
    logger.info({ roles: wanted, services: services.map(({ name }) => name) }, 'leakcheck is running');
    await untilStopped(context.signal);
    logger.info({}, 'stopping: running captures go back to the queue');
  } finally {
    watched.close();
    await closeStarted(starting);
  }
  return 0;
}

/** Closes what has started; what never came up (its Redis or Slack is still away) has nothing to hand back. */
async function closeStarted(starting: readonly Promise<Running>[]): Promise<void> {
  const soon = wait(1_000).then(() => undefined);
  for (const part of starting) {
    const started = await Promise.race([part.catch(() => undefined), soon]);
    await started?.close();
  }
}

function parseRoles(args: readonly string[]): readonly Role[] {
  const { values } = parseArgs({ args: [...args], options: { role: { type: 'string' } } });
  if (values.role === undefined) return roles;
  const role = roles.find((one) => one === values.role);
  if (role === undefined) throw new UsageError(`--role takes ${roles.join(' or ')}, not "${values.role}"`);
  return [role];
}

/** On stderr: stdout belongs to whoever called. Values of tokens and headers never get into metadata; this is the last net. */
function createLogger({ base }: Environment): Logger {
  const redact = [
    'token',
    '*.token',
    'headers',
    '*.headers',
    'authorization',
    '*.authorization',
    'err.config',
    'err.original.config',
    // ioredis puts the command that failed into its error: with a refused password that is the password.
    'err.command',
  ];
  return pino({ level: base.logLevel, redact }, pino.destination({ fd: 2, sync: true }));
}

async function untilStopped(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // A timer keeps the process alive where no socket does.
    await wait(60_000, undefined, { signal }).catch(() => undefined);
  }
}

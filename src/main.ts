import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import type { Logger } from './check/logger.ts';
import { type CommandContext, type ExitCode, UsageError } from './cli/command.ts';
import { type Environment, parseEnvironment } from './config/environment.ts';
import { loadServicesFile } from './config/services-file.ts';
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
  const { services } = await loadServicesFile(environment.base.servicesFile, context.env);
  const logger = createLogger(environment);
  const running: Running[] = [];
  try {
    // Workers first: a bot that answers should find somebody who works.
    if (wanted.includes('worker'))
      running.push(await startWorker({ environment, services, logger, signal: context.signal }));
    if (wanted.includes('bot'))
      running.push(await startBot({ environment, services, logger, signal: context.signal }));
    logger.info({ roles: wanted, services: services.map(({ name }) => name) }, 'leakcheck is running');
    await untilStopped(context.signal);
    logger.info({}, 'stopping: running captures go back to the queue');
  } finally {
    for (const part of running.reverse()) await part.close();
  }
  return 0;
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
  ];
  return pino({ level: base.logLevel, redact }, pino.destination({ fd: 2, sync: false }));
}

async function untilStopped(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // A timer keeps the process alive where no socket does.
    await wait(60_000, undefined, { signal }).catch(() => undefined);
  }
}

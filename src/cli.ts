#!/usr/bin/env node
import type { CommandContext, ExitCode } from './cli/command.ts';
import { explainFailure } from './cli/explain-failure.ts';
import { usage } from './cli/usage.ts';

type Command = (context: CommandContext) => Promise<ExitCode>;

/** Loaded when called, so that the command line does not wait for what only the bot needs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import('./cli/check-command.ts')).checkCommand,
  compare: async () => (await import('./cli/compare-command.ts')).compareCommand,
  doctor: async () => (await import('./cli/doctor-command.ts')).doctorCommand,
  audit: async () => (await import('./cli/audit-command.ts')).auditCommand,
  serve: async () => (await import('./main.ts')).serveCommand,
};

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupted.abort(new Error('terminated')));

// Whoever reads on may close early, as `head` does: what it did not want to read is no failure.
process.stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
});

// Not awaited: this is bundled as CommonJS, which starts sooner.
run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // What a server could not reach it would go on trying to reach.
  if (process.argv[2] === 'serve') process.exit();
});

async function run([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usage);
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    process.stderr.write(`leakcheck: no command "${name}". Run "leakcheck help".\n`);
    return 2;
  }
  try {
    const command = await load();
    return await command(contextOf(args));
  } catch (error) {
    process.stderr.write(`leakcheck: ${explainFailure(error, interrupted.signal)}\n`);
    return 2;
  }
}

function contextOf(args: readonly string[]): CommandContext {
  return {
    args,
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    errIsTerminal: process.stderr.isTTY === true,
    outIsTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 100,
    signal: interrupted.signal,
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { packageRoot } from './package-root.ts';

export type BotProcess = {
  readonly pid: number;
  /** Rejects when the bot ends by itself. */
  readonly ended: Promise<never>;
  /** What it logged last, for when something goes wrong. */
  log(): string;
  stop(): Promise<void>;
};

/** What `serve` needs to know to run against a local workspace; profiles go below the directory. */
export function botEnvironment(at: {
  readonly workspace: { readonly botToken: string; readonly appToken: string; readonly apiUrl: string };
  readonly redis: { readonly url: string; readonly prefix: string };
  /** The services file. */
  readonly config: string;
  readonly directory: string;
}): Readonly<Record<string, string>> {
  const { workspace, redis, config, directory } = at;
  return {
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
    REDIS_URL: redis.url,
    LEAKCHECK_PREFIX: redis.prefix,
    LEAKCHECK_CONFIG: config,
    LEAKCHECK_PROFILE_DIR: path.join(directory, 'profiles'),
  };
}

const keptLog = 64 * 1024;
const stopWithinMs = 10_000;

/** Starts the bot as an operator does, from the build: `leakcheck serve`. The environment is all it gets. */
export function startBotProcess(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): BotProcess {
  const cli = path.join(packageRoot, 'dist', 'src', 'cli.js');
  const child = spawn(process.execPath, [cli, 'serve', ...args], {
    cwd: packageRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-keptLog);
  });
  const exited = once(child, 'exit');
  const ended = exited.then(([code, signal]): never => {
    throw new Error(`the bot ended (${signal ?? code}):\n${log}`);
  });
  ended.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ended,
    log: () => log,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await exited;
      clearTimeout(patience);
    },
  };
}

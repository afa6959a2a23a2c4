import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

export type RunningService = {
  /** Base of the pprof endpoints, ends in `/debug/pprof/`. */
  readonly url: string;
  readonly pid: number;
  /** Ends the process and waits until it is gone. May be called again. */
  stop(): Promise<void>;
};

/** A service ended or stayed silent instead of listening. */
export class ServiceStartError extends Error {
  override readonly name = 'ServiceStartError';
}

const listenTimeoutMs = 15_000;
const stopTimeoutMs = 3_000;

/**
 * Starts a Go program of the lab, which says `listening on <host:port>` and ends when its standard input does, so that none
 * outlives this process. Throws ServiceStartError.
 */
export async function startGoProgram(start: {
  readonly program: string;
  readonly args: readonly string[];
  /** What errors call it. */
  readonly label: string;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<RunningService> {
  const { program, args, label, env } = start;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  // The pipe only tells the service that this process is alive: its breaking is the service's end, seen as an exit.
  child.stdin.on('error', () => undefined);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const address = await listeningAddress(child, label).catch(async (error: unknown) => {
    await stopChild(child, exited);
    throw error;
  });
  if (child.pid === undefined) throw new ServiceStartError(`${label} has no process id`);
  return { url: `http://${address}/debug/pprof/`, pid: child.pid, stop: () => stopChild(child, exited) };
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Resolves with host and port once the service says that it listens; keeps reading, so that it never blocks on a full pipe. */
function listeningAddress(child: Child, label: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    let complaints = '';
    const fail = (what: string) => reject(new ServiceStartError(`${label} ${what}. ${complaints}`.trim()));
    const timer = setTimeout(
      () => fail(`did not listen within ${listenTimeoutMs / 1000} s`),
      listenTimeoutMs,
    );
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      fail(`ended (${signal ?? `exit code ${code}`}) before it listened`);
    });
    child.stderr.on('data', (chunk) => {
      complaints = `${complaints}${chunk}`.slice(-2000);
    });
    child.stdout.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-2000);
      const address = said.match(/^listening on (\S+)\n/m)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

async function stopChild(child: Child, exited: Promise<void>): Promise<void> {
  child.stdin.end();
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(force);
}

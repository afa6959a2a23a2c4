import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import { quantile } from './quantile.ts';

/** Milliseconds between two ticks of a timer of 10 ms, which is what Node calls the event loop's delay: 10 where nothing is late. */
export type LoopDelay = Delays & {
  /** The same without the time in which the thread waited for a core, which other programs on the machine take (Linux alone). */
  readonly own: Delays;
};
type Delays = { readonly p50: number; readonly p99: number; readonly max: number };

const tickMs = 10;

const variable = 'LEAKCHECK_BENCH_LOOP_DELAY';

/** What a process needs in its environment so that its main thread's delays can be asked for at this socket. */
export function loopDelayEnvironment(socket: string): Readonly<Record<string, string>> {
  // This file loads itself into the process, so that the product knows nothing of being measured.
  return { NODE_OPTIONS: `--import=${import.meta.url}`, [variable]: socket };
}

/** The delays since the last time this was asked. */
export async function loopDelaySince(socket: string): Promise<LoopDelay> {
  const connection = createConnection(socket);
  const [answer]: unknown[] = await once(connection, 'data');
  connection.destroy();
  return JSON.parse(String(answer)) as LoopDelay;
}

function answerAt(socket: string): void {
  const delays = monitorEventLoopDelay({ resolution: tickMs });
  delays.enable();
  const own = ownDelays();
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  createServer((connection) => {
    const { max } = delays;
    const seen = { p50: ms(delays.percentile(50)), p99: ms(delays.percentile(99)), max: ms(max) };
    delays.reset();
    connection.end(JSON.stringify({ ...seen, own: own.since() } satisfies LoopDelay));
  })
    .listen(socket)
    .unref();
}

function ownDelays(): { since(): Delays } {
  let seen: number[] = [];
  let last = { atMs: performance.now(), waitedMs: waitedForCoreMs() };
  setInterval(() => {
    const now = { atMs: performance.now(), waitedMs: waitedForCoreMs() };
    seen.push(now.atMs - last.atMs - (now.waitedMs - last.waitedMs));
    last = now;
  }, tickMs).unref();
  return {
    since: () => {
      const delays = { p50: quantile(seen, 0.5), p99: quantile(seen, 0.99), max: quantile(seen, 1) };
      seen = [];
      return delays;
    },
  };
}

/** Linux counts for each thread how long it could have run, but no core was free. */
function waitedForCoreMs(): number {
  if (process.platform !== 'linux') return 0;
  const [, nanoseconds] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}

const socket = process.env[variable];
const isLoaded = process.env.NODE_OPTIONS?.includes(import.meta.url) ?? false;
if (socket !== undefined && isLoaded && isMainThread) answerAt(socket);

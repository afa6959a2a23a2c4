import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Milliseconds between two ticks of a timer of 10 ms, which is what Node calls the event loop's delay: 10 where nothing is late. */
export type LoopDelay = { readonly p50: number; readonly p99: number; readonly max: number };

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
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  createServer((connection) => {
    const { max } = delays;
    const seen: LoopDelay = { p50: ms(delays.percentile(50)), p99: ms(delays.percentile(99)), max: ms(max) };
    delays.reset();
    connection.end(JSON.stringify(seen));
  })
    .listen(socket)
    .unref();
}

const socket = process.env[variable];
const isLoaded = process.env.NODE_OPTIONS?.includes(import.meta.url) ?? false;
if (socket !== undefined && isLoaded && isMainThread) answerAt(socket);

import { cpus } from 'node:os';
import type { CapacityWorld } from './capacity-world.ts';
import { mebibytes } from './load-words.ts';
import { type ProcessLoad, processLoad } from './process-load.ts';
import { type RedisLoad, redisLoad } from './redis-load.ts';

const sampleEveryMs = 250;

/** What workers, Redis and targets used between starting the meter and reading it. */
export type MeteredLoad = {
  readonly elapsedMs: number;
  /** Of all worker processes. */
  readonly workerCpuMs: number;
  readonly redisCpuMs: number;
  readonly redisCommands: number;
  /** Of the process that plays targets and Slack. */
  readonly outsideCpuMs: number;
  /** Of whatever else ran on this machine: it tells how far the other figures can be trusted. */
  readonly strangersCpuMs: number;
  /** The most that one worker process held. */
  readonly workerPeakBytes: number;
  /** The most that all worker processes held together at once. */
  readonly sockets: number;
};

export async function meteredLoad(world: CapacityWorld): Promise<{ read(): Promise<MeteredLoad> }> {
  const startedAt = performance.now();
  const before = await loadOf(world);
  let sockets = 0;
  const sample = async () => {
    const { workers } = await loadOf(world);
    sockets = Math.max(sockets, sum(workers.map((each) => each.sockets)));
  };
  const timer = setInterval(() => {
    sample().catch(() => undefined);
  }, sampleEveryMs);
  return {
    read: async () => {
      clearInterval(timer);
      const after = await loadOf(world);
      const cpuMs = (loads: readonly ProcessLoad[]) => sum(loads.map((each) => each.cpuMs));
      return {
        elapsedMs: performance.now() - startedAt,
        workerCpuMs: cpuMs(after.workers) - cpuMs(before.workers),
        redisCpuMs: after.redis.cpuMs - before.redis.cpuMs,
        redisCommands: after.redis.commands - before.redis.commands,
        outsideCpuMs: after.outside.cpuMs - before.outside.cpuMs,
        strangersCpuMs: Math.max(0, strangersMs(after) - strangersMs(before)),
        workerPeakBytes: Math.max(...after.workers.map(({ peakBytes }) => peakBytes)),
        sockets,
      };
    },
  };
}

/** `of a core: workers 82 %, Redis 4 %, targets 20 %, other work 3 %; …` */
export function loadLine(load: MeteredLoad): string {
  const share = (cpuMs: number) => `${((100 * cpuMs) / load.elapsedMs).toFixed(0)} %`;
  return (
    `of a core: workers ${share(load.workerCpuMs)}, Redis ${share(load.redisCpuMs)}, targets ${share(load.outsideCpuMs)}, other work ${share(load.strangersCpuMs)}; ` +
    `${load.sockets} sockets, ${mebibytes(load.workerPeakBytes)} in a worker`
  );
}

type Loads = {
  readonly workers: readonly ProcessLoad[];
  readonly redis: RedisLoad;
  readonly outside: ProcessLoad;
  readonly machineCpuMs: number;
  readonly ownCpuMs: number;
};

async function loadOf(world: CapacityWorld): Promise<Loads> {
  const [workers, redis, outside] = await Promise.all([
    Promise.all(world.workers().map(({ pid }) => processLoad(pid))),
    redisLoad(world.redis),
    processLoad(world.outsidePid),
  ]);
  const { user, system } = process.cpuUsage();
  const busy = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return { workers, redis, outside, machineCpuMs: sum(busy), ownCpuMs: (user + system) / 1_000 };
}

function strangersMs({ workers, redis, outside, machineCpuMs, ownCpuMs }: Loads): number {
  return machineCpuMs - ownCpuMs - redis.cpuMs - outside.cpuMs - sum(workers.map(({ cpuMs }) => cpuMs));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

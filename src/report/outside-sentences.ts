import type { Diagnosis, ReplicaDiagnosis } from '../leak/diagnose.ts';
import type { ProcessMemory } from '../leak/process-memory.ts';
import { formatBytes, formatPerMinute, formatRate, plural } from './units.ts';

const msPerMinute = 60_000;

/** Why a service is suspect whose memory grows outside Go; undefined where no replica's does. Without a full stop. */
export function outsideServiceReason({ replicas }: Diagnosis): string | undefined {
  const [worst] = growingOutside(replicas);
  if (worst === undefined) return undefined;
  const rate = formatPerMinute(worst.perMinute, 'heap');
  return `Memory outside the Go heap (cgo, mmap, threads) grows on ${worst.target} (${rate}), while Go's own does not explain it`;
}

/** The same of one replica, with what is resident and what of it is Go's. */
export function outsideReplicaReason({ judged }: ReplicaDiagnosis): string {
  const memory = judged?.memory;
  if (memory?.outside === undefined) return '';
  const rate = formatPerMinute(memory.outside.trend.slope * msPerMinute, 'heap');
  return `Memory outside the Go heap grows (${rate}): at the end ${formatBytes(memory.rssAtHead)} are resident, of which Go's runtime holds at most ${formatBytes(memory.goAtHead)}.`;
}

/** What such growth is and how to find whose it is: no Go profile shows that. */
export function outsideCaveats({ replicas }: Diagnosis): string[] {
  const [worst, ...others] = growingOutside(replicas);
  if (worst === undefined) return [];
  const { outside } = worst.memory;
  const [low, high] = outside.trend.interval95.map((slope) => slope * msPerMinute);
  const rate = formatRate({ perMinute: worst.perMinute, interval95: [low ?? 0, high ?? 0] }, 'heap');
  const also = others.length === 0 ? '' : `, and ${plural(others.length, 'other replica')} likewise`;
  return [
    `${worst.target} gains ${rate} of resident memory beyond what Go's runtime holds${also}: C memory of cgo, mmap or threads. Go memory that was allocated long before and is only now touched looks the same.`,
    'Next step for memory outside Go: compare two readings of `/proc/PID/smaps` for the mapping that grows, count threads with `/debug/pprof/threadcreate?debug=1`, and let cgo use jemalloc with `MALLOC_CONF=prof:true` to see which C code allocates.',
  ];
}

type Outside = {
  readonly target: string;
  readonly perMinute: number;
  readonly memory: ProcessMemory & { readonly outside: NonNullable<ProcessMemory['outside']> };
};

/** Fastest first. */
function growingOutside(replicas: Diagnosis['replicas']): Outside[] {
  return replicas
    .flatMap(({ replica: { target }, judged }): Outside[] => {
      const memory = judged?.memory;
      if (memory?.outside === undefined) return [];
      const { outside } = memory;
      return [{ target, perMinute: outside.trend.slope * msPerMinute, memory: { ...memory, outside } }];
    })
    .sort((a, b) => b.perMinute - a.perMinute);
}

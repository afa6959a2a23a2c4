import { readdir, readFile, readlink } from 'node:fs/promises';

/** What a process has used and holds, as Linux tells it. */
export type ProcessLoad = {
  /** Of all its threads, user and system, since it began. */
  readonly cpuMs: number;
  readonly residentBytes: number;
  /** The most that it ever held. */
  readonly peakBytes: number;
  readonly sockets: number;
};

/** Clock ticks a second in /proc: 100 on every Linux that Node runs on. */
const tickMs = 10;

/** Reads /proc, so Linux only. Throws when the process is gone. */
export async function processLoad(pid: number): Promise<ProcessLoad> {
  const [stat, status, sockets] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
    countSockets(pid),
  ]);
  return { cpuMs: cpuMsOfStat(stat), ...memoryOfStatus(status), sockets };
}

/** A program's name in brackets may hold anything, brackets and spaces too: fields are counted from the last bracket. */
export function cpuMsOfStat(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

export function memoryOfStatus(status: string): { residentBytes: number; peakBytes: number } {
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return { residentBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') };
}

async function countSockets(pid: number): Promise<number> {
  const names = await readdir(`/proc/${pid}/fd`);
  // A descriptor may be closed between listing and reading.
  const links = await Promise.allSettled(names.map((name) => readlink(`/proc/${pid}/fd/${name}`)));
  return links.filter((link) => link.status === 'fulfilled' && link.value.startsWith('socket:')).length;
}

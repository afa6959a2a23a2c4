/**
 * Records the lab's services for those who have no Go: `npx tsx lab/record-captures.ts` writes `lab/recorded/`.
 * Takes a bit more than a minute.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { RunningService } from './go-program.ts';
import {
  type BuiltServices,
  buildServices,
  goVersion,
  type ServiceName,
  startService,
} from './go-services.ts';
import { type RecordedPart, type RecordingIndex, recordedDir, recordedFile } from './recording.ts';

const replicaCounts: Readonly<Record<ServiceName, number>> = { payments: 3, orders: 2, catalog: 2 };
const warmUpMs = 8_000;
const intervalMs = 2_500;
const points = 26;

type Recorded = { readonly service: ServiceName; readonly replica: string; readonly offsetsMs: number[] };

await main();

async function main(): Promise<void> {
  // Profiles carry the path of their program: one that is the same on every machine.
  const programs = await buildServices(join(tmpdir(), 'shop'));
  const started: RunningService[] = [];
  try {
    const recorded = await recordAll(programs, started);
    await writeFile(join(recordedDir, 'index.json'), `${JSON.stringify(await indexOf(recorded), null, 2)}\n`);
  } finally {
    await Promise.all(started.map((service) => service.stop()));
  }
}

async function recordAll(programs: BuiltServices, started: RunningService[]): Promise<readonly Recorded[]> {
  const sessions: { readonly recorded: Recorded; readonly url: string }[] = [];
  for (const [name, count] of Object.entries(replicaCounts) as [ServiceName, number][]) {
    await rm(join(recordedDir, name), { recursive: true, force: true });
    for (let number = 1; number <= count; number++) {
      const replica = `${name}-${number}`;
      const service = await startService({ name, replica, programs });
      started.push(service);
      sessions.push({ recorded: { service: name, replica, offsetsMs: [] }, url: service.url });
    }
  }
  await delay(warmUpMs);
  const beganAt = performance.now();
  for (let point = 0; point < points; point++) {
    await delay(Math.max(0, beganAt + point * intervalMs - performance.now()));
    process.stderr.write(`point ${point + 1} of ${points}\n`);
    await Promise.all(
      sessions.map(({ recorded, url }) => {
        recorded.offsetsMs.push(point === 0 ? 0 : Math.round(performance.now() - beganAt));
        return recordPoint(recorded, url, point);
      }),
    );
  }
  return sessions.map(({ recorded }) => recorded);
}

/** Asks in the order of a real capture: the text forces the collection that the heap profile then describes. */
async function recordPoint(recorded: Recorded, url: string, point: number): Promise<void> {
  const text = await get(`${url}heap?gc=1&debug=1`);
  const heap = await get(`${url}heap`);
  const goroutines = await get(`${url}goroutine`);
  const store = async (part: RecordedPart, bytes: Uint8Array) => {
    const path = recordedFile(recordedDir, recorded.service, recorded.replica, point, part);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  };
  await store('heap.txt.gz', gzipSync(text, { level: 9 }));
  await store('heap.pb.gz', heap);
  await store('goroutine.pb.gz', goroutines);
}

async function get(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function indexOf(recorded: readonly Recorded[]): Promise<RecordingIndex> {
  const services = (Object.keys(replicaCounts) as ServiceName[]).map((service) => ({
    service,
    replicas: recorded
      .filter((each) => each.service === service)
      .map(({ replica, offsetsMs }) => ({ replica, offsetsMs })),
  }));
  return { schema: 'leakcheck.recording/1', goVersion: (await goVersion()) ?? 'unknown', services };
}

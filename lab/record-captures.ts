/**
 * Records the lab's services for those who have no Go: `npx tsx lab/record-captures.ts` writes `lab/recorded/`.
 * Takes a bit more than a minute.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { readHeapText } from '../src/profile/read-heap-text.ts';
import type { RunningService } from './go-program.ts';
import {
  type BuiltServices,
  buildServices,
  goVersion,
  type ServiceName,
  startService,
} from './go-services.ts';
import {
  type RecordedPart,
  type RecordingIndex,
  recordedDir,
  recordedFile,
  recordedSymbols,
} from './recording.ts';

const replicaCounts: Readonly<Record<ServiceName, number>> = { payments: 3, orders: 2, catalog: 2 };
const warmUpMs = 8_000;
const intervalMs = 2_500;
const points = 26;

const symbolsARequest = 1_000;

type Recorded = { readonly service: ServiceName; readonly replica: string; readonly offsetsMs: number[] };

type Session = {
  readonly recorded: Recorded;
  readonly url: string;
  /** Program counters that the heap texts so far hide. */
  readonly pcs: Set<string>;
};

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
  const sessions: Session[] = [];
  for (const [name, count] of Object.entries(replicaCounts) as [ServiceName, number][]) {
    await rm(join(recordedDir, name), { recursive: true, force: true });
    for (let number = 1; number <= count; number++) {
      const replica = `${name}-${number}`;
      const service = await startService({ name, replica, programs });
      started.push(service);
      const recorded = { service: name, replica, offsetsMs: [] };
      sessions.push({ recorded, url: service.url, pcs: new Set() });
    }
  }
  await delay(warmUpMs);
  const beganAt = performance.now();
  for (let point = 0; point < points; point++) {
    await delay(Math.max(0, beganAt + point * intervalMs - performance.now()));
    process.stderr.write(`point ${point + 1} of ${points}\n`);
    await Promise.all(
      sessions.map((session) => {
        session.recorded.offsetsMs.push(point === 0 ? 0 : Math.round(performance.now() - beganAt));
        return recordPoint(session, point);
      }),
    );
  }
  await Promise.all(sessions.map(recordSymbols));
  return sessions.map(({ recorded }) => recorded);
}

/** Asks in the order of a real capture: the text forces the collection that the heap profile then describes. */
async function recordPoint({ recorded, url, pcs }: Session, point: number): Promise<void> {
  const text = await get(`${url}heap?gc=1&debug=1`);
  const heap = await get(`${url}heap`);
  const goroutines = await get(`${url}goroutine`);
  const goroutineText = await get(`${url}goroutine?debug=2`);
  const leaked = await getIfOffered(`${url}goroutineleak`);
  for (const { hiddenPcs } of readHeapText(text).records) for (const pc of hiddenPcs) pcs.add(pc);
  const store = async (part: RecordedPart, bytes: Uint8Array) => {
    const path = recordedFile(recordedDir, recorded.service, recorded.replica, point, part);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  };
  await store('heap.txt.gz', gzipSync(text, { level: 9 }));
  await store('heap.pb.gz', heap);
  await store('goroutine.pb.gz', goroutines);
  await store('goroutine.txt.gz', gzipSync(goroutineText, { level: 9 }));
  if (leaked !== undefined) await store('goroutineleak.pb.gz', leaked);
}

/** Go answers for every counter that it is asked for and knows; a thousand at a time keep the address short enough. */
async function recordSymbols({ recorded, url, pcs }: Session): Promise<void> {
  const asked = [...pcs].sort();
  const answers: string[] = [];
  for (let from = 0; from < asked.length; from += symbolsARequest) {
    const answer = await get(`${url}symbol?${asked.slice(from, from + symbolsARequest).join('+')}`);
    answers.push(new TextDecoder().decode(answer));
  }
  const path = recordedSymbols(recordedDir, recorded.service, recorded.replica);
  await writeFile(path, gzipSync(answers.join(''), { level: 9 }));
}

async function getIfOffered(url: string): Promise<Uint8Array | undefined> {
  const response = await fetch(url);
  return response.status === 404 ? undefined : bodyOf(response);
}

async function get(url: string): Promise<Uint8Array> {
  return bodyOf(await fetch(url));
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
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

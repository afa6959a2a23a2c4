import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { orMissing } from '../src/store/is-missing.ts';
import { serviceNames } from './go-services.ts';
import { packageRoot } from './package-root.ts';

export const recordedDir = join(packageRoot, 'lab', 'recorded');

const RecordedReplica = z.object({
  replica: z.string().regex(/^[a-z0-9-]+$/),
  /** When each point's heap text was asked for, milliseconds since the recording began; the first is 0. */
  offsetsMs: z.array(z.int().nonnegative()).min(2),
});

/** What `lab/recorded/index.json` says of the recorded captures. */
export const RecordingIndex = z.object({
  schema: z.literal('leakcheck.recording/1'),
  goVersion: z.string(),
  services: z.array(z.object({ service: z.enum(serviceNames), replicas: z.array(RecordedReplica).min(1) })),
});
export type RecordingIndex = z.infer<typeof RecordingIndex>;

/** The endings of one point's files. The last is there only where the Go of the recording offers it. */
export type RecordedPart =
  | 'heap.txt.gz'
  | 'heap.pb.gz'
  | 'goroutine.pb.gz'
  | 'goroutine.txt.gz'
  | 'goroutineleak.pb.gz';

/** One replica's recorded captures. */
export type Recording = {
  readonly service: string;
  readonly replica: string;
  readonly offsetsMs: readonly number[];
  /** The stored bytes of a point's part, gzip'd. */
  read(point: number, part: RecordedPart): Promise<Buffer>;
  /** The same, or undefined where the process did not offer it. */
  readIfOffered(point: number, part: RecordedPart): Promise<Buffer | undefined>;
  /** What the process called each program counter that its heap texts hide, gzip'd, as its symbol endpoint answered. */
  readSymbols(): Promise<Buffer>;
};

/** Reads and checks the index. Throws what the file system throws, or a ZodError. */
export async function readRecordingIndex(dir: string = recordedDir): Promise<RecordingIndex> {
  return RecordingIndex.parse(JSON.parse(await readFile(join(dir, 'index.json'), 'utf8')));
}

/** Opens one replica's recording. Throws an Error that lists what has been recorded when there is no such replica. */
export async function openRecording(
  wanted: { service: string; replica: string },
  dir: string = recordedDir,
): Promise<Recording> {
  const index = await readRecordingIndex(dir);
  const replicas = index.services.find((each) => each.service === wanted.service)?.replicas ?? [];
  const found = replicas.find((each) => each.replica === wanted.replica);
  if (found === undefined) {
    const known = index.services.flatMap((each) =>
      each.replicas.map(({ replica }) => `${each.service}/${replica}`),
    );
    throw new Error(`no recording of ${wanted.service}/${wanted.replica}; recorded are ${known.join(', ')}`);
  }
  const read = (point: number, part: RecordedPart) =>
    readFile(recordedFile(dir, wanted.service, found.replica, point, part));
  return {
    service: wanted.service,
    replica: found.replica,
    offsetsMs: found.offsetsMs,
    read,
    readIfOffered: (point, part) => orMissing(read(point, part)),
    readSymbols: () => readFile(recordedSymbols(dir, wanted.service, found.replica)),
  };
}

/** Where a part of a point lies. */
export function recordedFile(
  dir: string,
  service: string,
  replica: string,
  point: number,
  part: RecordedPart,
): string {
  return join(dir, service, replica, `${String(point).padStart(2, '0')}.${part}`);
}

/** Where the names of a replica's program counters lie: its program does not change between the points. */
export function recordedSymbols(dir: string, service: string, replica: string): string {
  return join(dir, service, replica, 'symbols.txt.gz');
}

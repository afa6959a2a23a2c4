import { gunzipSync } from 'node:zlib';
import { openRecording, readRecordingIndex } from '../../lab/recording.ts';
import { writeCaptureOutcome } from '../../src/check/capture-outcome.ts';
import type { CheckPlan } from '../../src/check/plan.ts';
import type { ProfileRef, ProfileStore } from '../../src/check/profile-store.ts';

/** Which part of a recording is judged as if it were a check's window. */
export type RecordedWindow = {
  readonly service: string;
  readonly replicas: readonly string[];
  /** Index of the recorded point that is the base. */
  readonly start: number;
  /** Recorded points from one capture to the next. */
  readonly stride: number;
  readonly captures: number;
};

export type RecordedCheck = { readonly plan: CheckPlan; readonly store: ProfileStore };

const t0Ms = Date.UTC(2026, 0, 1);

/** The recorded bytes, as a check would have found them in the profile directory. Read once for every window. */
export async function recordedStore(service: string) {
  const index = await readRecordingIndex();
  const recorded = index.services.find((each) => each.service === service)?.replicas ?? [];
  const files = new Map<string, Uint8Array>();
  for (const { replica, offsetsMs } of recorded) {
    const recording = await openRecording({ service, replica });
    for (const point of offsetsMs.keys()) {
      files.set(`${replica}/${point}/heap-text`, gunzipSync(await recording.read(point, 'heap.txt.gz')));
      files.set(`${replica}/${point}/heap`, await recording.read(point, 'heap.pb.gz'));
      files.set(`${replica}/${point}/goroutine`, await recording.read(point, 'goroutine.pb.gz'));
      files.set(
        `${replica}/${point}/goroutine-text`,
        gunzipSync(await recording.read(point, 'goroutine.txt.gz')),
      );
      files.set(`${replica}/${point}/symbols`, gunzipSync(await recording.readSymbols()));
    }
  }
  return {
    replicas: recorded.map(({ replica }) => replica),
    points: recorded[0]?.offsetsMs.length ?? 0,
    window: (wanted: RecordedWindow) =>
      recordedCheck(wanted, {
        files,
        offsetsMs: new Map(recorded.map(({ replica, offsetsMs }) => [replica, offsetsMs])),
      }),
  };
}

type Recorded = {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly offsetsMs: ReadonlyMap<string, readonly number[]>;
};

function recordedCheck(wanted: RecordedWindow, { files, offsetsMs }: Recorded): RecordedCheck {
  const offset = (replica: string, point: number) => {
    const offsets = offsetsMs.get(replica) ?? [];
    return (offsets[wanted.start + point * wanted.stride] ?? 0) - (offsets[wanted.start] ?? 0);
  };
  const [first = ''] = wanted.replicas;
  const get = async ({ replica, point, file }: ProfileRef) => {
    const name = wanted.replicas[replica] ?? '';
    if (file === 'outcome')
      return writeCaptureOutcome({
        ok: true,
        takenAtMs: t0Ms + offset(name, point),
        tookMs: 20,
        spent: { requests: 3, collections: 1, bytes: 1_000 },
      });
    return files.get(`${name}/${wanted.start + point * wanted.stride}/${file}`);
  };
  return { plan: planOf(wanted, (point) => offset(first, point)), store: readOnlyStore(get) };
}

function planOf(wanted: RecordedWindow, dueAt: (point: number) => number): CheckPlan {
  return {
    check: 'recorded',
    service: wanted.service,
    windowMs: dueAt(wanted.captures - 1),
    t0Ms,
    replicas: wanted.replicas.map((name) => ({ name, url: `http://${name}.example/debug/pprof/` })),
    points: Array.from({ length: wanted.captures }, (_, index) => ({
      index,
      role: index === 0 ? 'base' : index === wanted.captures - 1 ? 'head' : 'light',
      dueAtMs: t0Ms + dueAt(index),
      notAfterMs: t0Ms + dueAt(index) + 5_000,
    })),
  };
}

/** A store that answers from what is given. */
export function readOnlyStore(get: ProfileStore['get']): ProfileStore {
  const refuse = async () => {
    throw new Error('nothing may be written here');
  };
  return {
    get,
    put: refuse,
    putArtefact: refuse,
    getArtefact: async () => undefined,
    removeCheck: refuse,
    sweep: refuse,
  };
}

import type { HeapTextRecord } from '../profile/heap-text.ts';
import { StackTable } from '../profile/stack-table.ts';
import type { CheckPlan } from './plan.ts';
import type { ProfileReader, ProfileRef } from './profile-store.ts';
import { type PointReading, readPoint } from './read-point.ts';

type Limits = {
  /** As they are stored: read they take two to four times as much. */
  readonly bytes: number;
  readonly ms: number;
};

/** A check of 100,000 samples takes half of both; of hundreds of replicas some are read, as their last captures wait for the thread. */
const usualLimits: Limits = { bytes: 128 * 1024 * 1024, ms: 2_000 };

/** What was read of a check before its last capture. */
export type ReadBefore = {
  /** That the profiles were read into; those of the last capture belong there too. */
  readonly stacks: StackTable;
  /** A reading is handed over once, so that no more of them are kept than are needed. */
  take(replica: number, point: number): PointReading | undefined;
};

export type ReadAhead = {
  /** Reads what is stored of all time points but the last, as far as memory and time allow. Throws what the store throws. */
  read(store: ProfileReader, plan: CheckPlan): Promise<void>;
  /** The records of a base's heap text, where they have been read; what grows is told by them before the analysis is due. */
  recordsOf(text: ProfileRef): readonly HeapTextRecord[] | undefined;
  /** What has been read of a check, which is not kept any longer. */
  take(check: string): ReadBefore | undefined;
};

/**
 * Keeps what has been read of checks while their last captures are taken, so that only these are left to be read then. Of many
 * checks those that were read last are kept.
 */
export function createReadAhead(clock: () => number, limits: Limits = usualLimits): ReadAhead {
  const held = new Map<string, Held>();

  async function read(store: ProfileReader, plan: CheckPlan): Promise<void> {
    const endsAtMs = clock() + limits.ms;
    const isOver = (bytes: number) => bytes > limits.bytes || clock() > endsAtMs;
    const fresh = await readEarlier(store, plan, isOver);
    held.set(plan.check, fresh);
    let bytes = [...held.values()].reduce((sum, each) => sum + each.bytes, 0);
    for (const [check, { bytes: freed }] of held) {
      if (bytes <= limits.bytes || check === plan.check) break;
      held.delete(check);
      bytes -= freed;
    }
  }

  return {
    read,
    recordsOf: (text) => {
      const reading = held.get(text.check)?.readings.get(keyOf(text));
      const isBase = text.file === 'heap-text' && text.point === 0;
      return isBase && reading !== undefined && 'capture' in reading
        ? reading.capture.extras?.heapRecords
        : undefined;
    },
    take: (check) => {
      const found = held.get(check);
      held.delete(check);
      return found && readBefore(found);
    },
  };
}

type Held = {
  readonly stacks: StackTable;
  readonly readings: Map<string, PointReading>;
  readonly bytes: number;
};

function readBefore({ stacks, readings }: Held): ReadBefore {
  return {
    stacks,
    take: (replica, point) => {
      const key = keyOf({ replica, point });
      const reading = readings.get(key);
      readings.delete(key);
      return reading;
    },
  };
}

async function readEarlier(
  store: ProfileReader,
  plan: CheckPlan,
  isOver: (bytes: number) => boolean,
): Promise<Held> {
  const metered = meteredStore(store);
  const stacks = new StackTable();
  const readings = new Map<string, PointReading>();
  for (const replica of plan.replicas.keys()) {
    for (const point of plan.points.slice(0, -1)) {
      if (isOver(metered.bytes())) return { stacks, readings, bytes: metered.bytes() };
      const reading = await readPoint(metered.store, { plan, replica, stacks, point });
      // What could not be captured may be there when it is read again.
      if ('capture' in reading) readings.set(keyOf({ replica, point: point.index }), reading);
    }
  }
  return { stacks, readings, bytes: metered.bytes() };
}

/** Counts what stays of the files. Of most heap texts that is a few counters; the base's records point into it. */
function meteredStore(store: ProfileReader): { readonly store: ProfileReader; bytes(): number } {
  let sum = 0;
  const get = async (ref: ProfileRef) => {
    const bytes = await store.get(ref);
    if (ref.file !== 'heap-text-again' && (ref.file !== 'heap-text' || ref.point === 0)) {
      sum += bytes?.byteLength ?? 0;
    }
    return bytes;
  };
  return { store: { ...store, get }, bytes: () => sum };
}

function keyOf({ replica, point }: Pick<ProfileRef, 'replica' | 'point'>): string {
  return `${replica}-${point}`;
}

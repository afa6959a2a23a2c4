import type { DigestRecord, DigestStore } from '../../src/check/digests/digest-store.ts';
import type { Digest } from '../../src/digest/digest.ts';

const nothing: DigestRecord = {
  progress: undefined,
  pause: undefined,
  memory: undefined,
  problem: undefined,
};

/** Digests in memory, with the store's guarantees. */
export function memoryDigests(): DigestStore & { readonly records: Map<string, DigestRecord> } {
  const added = new Map<string, Digest>();
  const records = new Map<string, DigestRecord>();
  return {
    records,
    added: async () => [...added.values()],
    unreadable: async () => [],
    add: async (digest) => {
      if (added.has(digest.name)) return false;
      added.set(digest.name, digest);
      return true;
    },
    remove: async (name) => {
      if (!added.delete(name)) return false;
      records.delete(name);
      return true;
    },
    recordOf: async (name) => records.get(name) ?? nothing,
    note: async (name, parts) => {
      records.set(name, { ...nothing, ...records.get(name), ...parts });
    },
    recorded: async () => [...records.keys()],
    forget: async (name) => void records.delete(name),
  };
}

/** Of all services, each day at 9. */
export function aDigest(fields: Partial<Digest> = {}): Digest {
  return {
    name: 'morning',
    channel: 'C0PAY',
    cron: '0 9 * * *',
    timeZone: 'UTC',
    withinMs: 60_000,
    atOnce: 3,
    healthy: 'line',
    weekends: true,
    ...fields,
  };
}

import type { ProfileRef, ProfileStore } from '../src/check/profile-store.ts';

/** A profile store in memory, whose captures can be looked at. */
export function createMemoryProfileStore(): ProfileStore & {
  readonly files: ReadonlyMap<string, Uint8Array>;
} {
  const files = new Map<string, Uint8Array>();
  const key = ({ check, replica, point, file }: ProfileRef) => `${check}/${replica}-${point}.${file}`;
  return {
    files,
    put: async (ref, bytes) => void files.set(key(ref), bytes),
    get: async (ref) => files.get(key(ref)),
    putArtefact: async (check, name, bytes) => void files.set(`${check}/${name}`, bytes),
    getArtefact: async (check, name) => files.get(`${check}/${name}`),
    removeCheck: async (check) => {
      for (const name of files.keys()) if (name.startsWith(`${check}/`)) files.delete(name);
    },
    sweep: async () => ({ checks: [], bytes: 0 }),
  };
}

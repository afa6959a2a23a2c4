import { StoreUnavailableError } from '../check-store.ts';
import type { Installation, Installations, Place } from './installations.ts';

/** So long a process goes on with what it has read; another one may have replaced or removed it meanwhile. */
const keepMs = 60_000;

export type CachedInstallations = Pick<Installations, 'of'> & {
  /** Reads a workspace's anew at the next question, or those of all: Slack does not take what was read, or it was just changed. */
  drop(team?: string): void;
};

type Known = { readonly installation: Installation; readonly untilMs: number };

/** Installations for those who ask at every request. While the store is away, what was read last holds. */
export function cachedInstallations(deps: {
  readonly installations: Pick<Installations, 'of'>;
  readonly clock: () => number;
}): CachedInstallations {
  const { installations, clock } = deps;
  const known = new Map<string, Known>();
  let generation = 0;
  const read = async (place: Place, key: string, last: Known | undefined) => {
    const readIn = generation;
    try {
      const installation = await installations.of(place);
      // What was read before a drop must not outlive it; and whoever has just installed it is not to wait.
      if (installation === undefined) known.delete(key);
      else if (readIn === generation) known.set(key, { installation, untilMs: clock() + keepMs });
      return installation;
    } catch (error) {
      if (last === undefined || !(error instanceof StoreUnavailableError)) throw error;
      return last.installation;
    }
  };
  return {
    of: async (place) => {
      const key = `${place.team ?? ''}/${place.enterprise ?? ''}`;
      const last = known.get(key);
      return last !== undefined && clock() < last.untilMs ? last.installation : read(place, key, last);
    },
    drop: (team) => {
      generation += 1;
      for (const [key, { installation }] of known) {
        if (team === undefined || key.startsWith(`${team}/`)) known.set(key, { installation, untilMs: 0 });
      }
    },
  };
}

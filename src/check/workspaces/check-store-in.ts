import type { Check } from '../check.ts';
import type { CheckStore } from '../check-store.ts';

/**
 * The checks of one workspace: what is created belongs to it, and what belongs to another does not exist. A workspace that is undefined
 * is the only one there is.
 */
export function checkStoreIn(store: CheckStore, team: string | undefined): CheckStore {
  if (team === undefined) return store;
  const isOurs = (check: Check | undefined) => check?.team === team;
  const own = async (id: string) => {
    const check = await store.get(id);
    return isOurs(check) ? check : undefined;
  };
  return {
    ...store,
    create: (check) => store.create({ ...check, team }),
    get: own,
    isElsewhere: async (id) => {
      const check = await store.get(id);
      return check !== undefined && !isOurs(check);
    },
    stateOf: async (id) => (await own(id))?.state,
    setState: async (id, state) => (await own(id)) !== undefined && (await store.setState(id, state)),
    running: (service, windowMs) => store.running(service, windowMs, team),
    reserve: (check) => store.reserve({ ...check, team }),
    release: (check) => store.release({ ...check, team }),
    unfinished: async () => (await store.unfinished()).filter(isOurs),
    history: (query) => store.history({ ...query, team }),
  };
}

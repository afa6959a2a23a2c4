import type { EscalationStore } from '../escalation-record.ts';

/**
 * The escalations of one workspace: what is begun belongs to it, and what belongs to another does not exist. A workspace that is undefined
 * is the only one there is.
 */
export function escalationStoreIn(store: EscalationStore, team: string | undefined): EscalationStore {
  if (team === undefined) return store;
  return {
    ...store,
    begin: (record) => store.begin({ ...record, team }),
    get: async (id) => {
      const record = await store.get(id);
      return record?.team === team ? record : undefined;
    },
  };
}

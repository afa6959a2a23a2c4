import { StoreUnavailableError } from '../src/check/check-store.ts';
import { type LookDeps, type Looked, lookAtDigests } from '../src/check/digests/look-at-digests.ts';
import type { ByWorkspace } from '../src/check/workspaces/by-workspace.ts';
import type { Digest } from '../src/digest/digest.ts';

/** Begins what is due in every workspace; what is wrong with the digests of one holds up no other. Throws a StoreUnavailableError. */
export async function lookInWorkspaces(all: ByWorkspace<LookDeps>): Promise<Looked> {
  const active: Digest[] = [];
  const failures: unknown[] = [];
  for (const team of await all.teams()) {
    try {
      const looked = await lookAtDigests(all.in(team));
      active.push(...looked.active);
      failures.push(...looked.failures);
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      failures.push(error);
    }
  }
  return { active, failures };
}

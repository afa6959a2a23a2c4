import type { Digest } from '../../digest/digest.ts';
import { nextLoud } from '../../digest/due-runs.ts';
import { sweptServices } from '../digests/digest-services.ts';
import { type DigestSources, digestsNow } from '../digests/digests-now.ts';
import type { Service } from '../service.ts';

export type HomeDigest = {
  readonly digest: Digest;
  readonly nextMs: number;
  /** Slack user id; undefined while it goes on. */
  readonly pausedBy: string | undefined;
};

const mostDigests = 5;

/** The digests that tell of at least one of these services, the next one first; paused ones last. Throws a StoreUnavailableError. */
export async function homeDigests(
  deps: DigestSources & { readonly services: readonly Service[]; readonly clock: () => number },
  names: ReadonlySet<string>,
): Promise<{ readonly shown: readonly HomeDigest[]; readonly total: number }> {
  const all = await digestsNow(deps);
  const concerning = all.filter((digest) =>
    sweptServices(digest, deps.services).some(({ service }) => names.has(service)),
  );
  const facts = await Promise.all(
    concerning.map(async (digest) => {
      const { pause } = await deps.digests.recordOf(digest.name);
      return { digest, nextMs: nextLoud(digest, deps.clock()), pausedBy: pause?.by };
    }),
  );
  const sorted = facts.sort(
    (a, b) => Number(a.pausedBy !== undefined) - Number(b.pausedBy !== undefined) || a.nextMs - b.nextMs,
  );
  return { shown: sorted.slice(0, mostDigests), total: sorted.length };
}

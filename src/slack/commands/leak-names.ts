import type { AuditEntry } from '../../access/audit-entry.ts';
import { shortFunction } from '../../report/go-name.ts';
import type { ListenerDeps } from '../listener-deps.ts';

/** What the leaks of these entries are called, by fingerprint; those that are forgotten, or cannot be read, are left out. */
export async function leakNames(
  { incidents, logger }: Pick<ListenerDeps, 'incidents' | 'logger'>,
  entries: readonly AuditEntry[],
): Promise<ReadonlyMap<string, string>> {
  const services = new Set(
    entries.flatMap(({ service, incident }) => (incident === undefined ? [] : (service ?? []))),
  );
  const known = await Promise.all(
    [...services].map(async (service) => {
      try {
        return await incidents.of(service);
      } catch (error) {
        logger.warn({ err: error, service }, 'an audit entry shows a leak without its name');
        return [];
      }
    }),
  );
  return new Map(known.flat().map(({ fingerprint, culprit }) => [fingerprint, shortFunction(culprit)]));
}

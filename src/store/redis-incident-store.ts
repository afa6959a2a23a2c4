import type { Redis } from 'ioredis';
import { type IncidentStore, UnreadableIncidentsError } from '../check/incident-store.ts';
import { Incident } from '../incident/incident.ts';
import { prunedIncidents } from '../incident/prune.ts';
import { CheckRecord } from '../incident/record-check.ts';
import { changeIncidentsScript } from './incident-script.ts';
import { onRedis } from './redis-command.ts';

/** Each lost race is one that somebody else won, so this many are never needed in life. */
const mostRaces = 200;

type Change = { readonly incidents: readonly Incident[]; readonly record?: CheckRecord };

/**
 * Incidents in one Redis hash a service: a field each, and the version that a change was made for. A change is computed here and
 * written by one script, which refuses it when another one came in between; then it is computed anew. `redis` stays the caller's.
 */
export function createRedisIncidentStore(options: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: () => number;
  /** The workspace whose they are; undefined where there is only one. */
  readonly team?: string | undefined;
}): IncidentStore {
  const { redis, clock, team } = options;
  const base = team === undefined ? `${options.prefix}:store` : `${options.prefix}:store:in:${team}`;
  const hashOf = (service: string) => `${base}:incidents:${service}`;
  const recordOf = (check: string) => `${base}:incident-check:${check}`;

  const read = async (service: string) => {
    const { version = '0', ...fields } = await onRedis(redis, () => redis.hgetall(hashOf(service)));
    return { version, incidents: Object.values(fields).map((text) => parsed(Incident, text)) };
  };

  const commit = async (
    service: string,
    check: string | undefined,
    compute: (incidents: readonly Incident[]) => Change,
  ): Promise<CheckRecord | undefined> => {
    for (let race = 0; race < mostRaces; race += 1) {
      const { version, incidents: before } = await read(service);
      const { incidents, record } = compute(before);
      const after = prunedIncidents(incidents, clock());
      const [outcome, earlier] = await onRedis(redis, async () =>
        replyOf(
          await redis.eval(
            changeIncidentsScript,
            2,
            hashOf(service),
            check === undefined ? hashOf(service) : recordOf(check),
            version,
            record === undefined ? '' : JSON.stringify(record),
            ...differences(before, after),
          ),
        ),
      );
      if (outcome === 'recorded') return parsed(CheckRecord, earlier);
      if (outcome === 'done') return record;
    }
    throw new Error('Incidents were changed by others again and again, and the change was not made.');
  };

  return {
    of: async (service) => (await read(service)).incidents,
    change: async (service, change) => {
      await commit(service, undefined, (incidents) => ({ incidents: change(incidents) }));
    },
    record: async ({ id, service }, record) => {
      const recorded = await commit(service, id, record);
      if (recorded === undefined) throw new Error(`check ${id} was recorded without a record`);
      return recorded;
    },
  };
}

/** Fields to delete, their number in front, then field and value by turns of those to set: only what a change touched. */
function differences(before: readonly Incident[], after: readonly Incident[]): string[] {
  const same = new Set(before);
  const kept = new Set(after.map(({ fingerprint }) => fingerprint));
  const gone = before.filter(({ fingerprint }) => !kept.has(fingerprint));
  const set = after.filter((incident) => !same.has(incident));
  return [
    String(gone.length),
    ...gone.map(({ fingerprint }) => fingerprint),
    ...set.flatMap((incident) => [incident.fingerprint, JSON.stringify(incident)]),
  ];
}

function replyOf(reply: unknown): readonly [string, string] {
  const [outcome, earlier] = Array.isArray(reply) ? reply : [];
  return [String(outcome), String(earlier ?? '')];
}

function parsed<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: unknown } },
  text: string,
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UnreadableIncidentsError('A stored incident is no JSON.', { cause });
  }
  const read = schema.safeParse(value);
  if (!read.success) {
    throw new UnreadableIncidentsError('A stored incident cannot be read.', { cause: read.error });
  }
  return read.data;
}

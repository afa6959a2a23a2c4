import { z } from 'zod';

/**
 * A fault to order. `429`, `500`, `reset` (the connection is cut), `slow` and `refused` (with Slack's code in `error`) are for a
 * Web API method (or `response_url`, or `upload`); `when: 'after'` lets the effect happen and loses the answer. `duplicate` delivers
 * the next envelope of a type (`slash_commands`, `events_api`, `interactive`, or `*`) twice, as Slack's retries do; `unheard` drops
 * the next ack.
 */
export const Fault = z.object({
  method: z.string().min(1),
  kind: z.enum(['429', '500', 'reset', 'slow', 'refused', 'duplicate', 'unheard']),
  times: z.number().int().min(1).max(10_000).default(1),
  when: z.enum(['before', 'after']).default('before'),
  retryAfterSeconds: z.number().int().min(1).max(3600).default(1),
  error: z.string().min(1).default('token_revoked'),
  delayMs: z.number().int().min(0).max(600_000).default(1000),
});
export type Fault = z.infer<typeof Fault>;

export interface Faults {
  /** Orders a fault; it strikes `times` times and is gone. */
  add(fault: z.input<typeof Fault>): void;
  /** The first fault of one of these kinds that is ordered for this method, used up once. */
  take(method: string, kinds: readonly Fault['kind'][]): Fault | undefined;
  list(): Fault[];
  clear(): void;
}

export function faults(): Faults {
  let ordered: Fault[] = [];
  return {
    add: (fault) => {
      ordered = [...ordered, Fault.parse(fault)];
    },
    take: (method, kinds) => {
      const fault = ordered.find(
        (each) => (each.method === method || each.method === '*') && kinds.includes(each.kind),
      );
      if (fault === undefined) return undefined;
      ordered = ordered.flatMap((each) => {
        if (each !== fault) return [each];
        return each.times > 1 ? [{ ...each, times: each.times - 1 }] : [];
      });
      return fault;
    },
    list: () => ordered,
    clear: () => {
      ordered = [];
    },
  };
}

import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What captures asked of one replica, tries that failed included. */
export const Spent = z.object({
  requests: count,
  /** Collections that the requests forced. */
  collections: count,
  /** As served. */
  bytes: count,
});
export type Spent = z.infer<typeof Spent>;

export const nothingSpent: Spent = { requests: 0, collections: 0, bytes: 0 };

export function addSpent(one: Spent, other: Spent): Spent {
  return {
    requests: one.requests + other.requests,
    collections: one.collections + other.collections,
    bytes: one.bytes + other.bytes,
  };
}

/** So many checks in any stretch of this length. */
export type RateLimit = { readonly checks: number; readonly windowMs: number };

export const defaultPersonLimit: RateLimit = { checks: 10, windowMs: 600_000 };
export const defaultServiceLimit: RateLimit = { checks: 6, windowMs: 600_000 };

const shortWindowMs = 60_000;
const usualShort = 5;
const usualLong = 9;

/**
 * How many captures a window gets unless the services file says otherwise: 5 below a minute, 9 from a minute. Two points
 * cannot tell a leak from a filling cache.
 */
export function usualCaptures(windowMs: number): number {
  return windowMs < shortWindowMs ? usualShort : usualLong;
}

/** Windows that people type. */
const windowsMs = [
  20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400,
].map((s) => s * 1_000);

const defaultFactor = 3;
const farthestFactor = 30;

/**
 * A window that would settle what this one left open. The slope's error shrinks with the window (the number of captures
 * stays), so evidence that fell short by a factor needs a window longer by that factor. Undefined past 24 h.
 */
export function proposeWindow(windowMs: number, shortfall: number): number | undefined {
  const factor = Math.min(Math.max(shortfall, defaultFactor), farthestFactor);
  return windowsMs.find((candidate) => candidate >= windowMs * factor) ?? longest(windowMs);
}

function longest(windowMs: number): number | undefined {
  const last = windowsMs.at(-1);
  return last !== undefined && last > windowMs ? last : undefined;
}

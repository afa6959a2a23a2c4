/** Windows that people type. */
const windowsMs = [
  20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400,
].map((s) => s * 1_000);

const defaultFactor = 3;

/**
 * The window to try next: what is needed, where that can be told, else three times as long, rounded up to one that people type.
 * Undefined past 24 h.
 */
export function proposeWindow(windowMs: number, neededMs: number | undefined): number | undefined {
  const wanted = neededMs ?? windowMs * defaultFactor;
  return windowsMs.find((candidate) => candidate > windowMs && candidate >= wanted) ?? longest(windowMs);
}

function longest(windowMs: number): number | undefined {
  const last = windowsMs.at(-1);
  return last !== undefined && last > windowMs ? last : undefined;
}

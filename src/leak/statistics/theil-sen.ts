/** A point of a series: milliseconds since the window's start, and what was counted there. */
export type Point = { readonly atMs: number; readonly value: number };

/** Line through the points: the median of all pairwise slopes (Theil–Sen), and the median offset. */
export function theilSen(points: readonly Point[]): { readonly slope: number; readonly intercept: number } {
  const slope = median(pairwiseSlopes(points));
  return { slope, intercept: median(points.map(({ atMs, value }) => value - slope * atMs)) };
}

function pairwiseSlopes(points: readonly Point[]): number[] {
  return points.flatMap((from, index) =>
    points
      .slice(index + 1)
      .filter((to) => to.atMs !== from.atMs)
      .map((to) => (to.value - from.value) / (to.atMs - from.atMs)),
  );
}

/** The middle value; 0 of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

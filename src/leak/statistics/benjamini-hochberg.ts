/** Adjusts p-values for the number of things tested (Benjamini–Hochberg), in the order given. */
export function adjustPValues(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let smallest = 1;
  order.forEach(({ p, index }, position) => {
    const rank = pValues.length - position;
    smallest = Math.min(smallest, (p * pValues.length) / rank);
    adjusted[index] = smallest;
  });
  return adjusted;
}

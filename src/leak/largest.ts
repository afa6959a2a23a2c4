/** Positions of the largest values, largest first, equal ones in their order; quick where few of many are wanted. */
export function largest(values: Float64Array, limit: number): number[] {
  const least = values.length > limit ? (values.toSorted()[values.length - limit] ?? Infinity) : -Infinity;
  const found: number[] = [];
  for (let at = 0; at < values.length; at++) if ((values[at] ?? 0) >= least) found.push(at);
  // More than wanted may have the least value that is wanted.
  return found.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0)).slice(0, limit);
}

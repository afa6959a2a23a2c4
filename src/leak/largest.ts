/** The items with the largest values, largest first, equal ones in their order; quick where few of many are wanted. */
export function largest<Item>(
  items: readonly Item[],
  { by, limit }: { readonly by: (item: Item) => number; readonly limit: number },
): Item[] {
  const rank = (a: Item, b: Item) => by(b) - by(a);
  if (items.length <= limit) return [...items].sort(rank);
  const values = Float64Array.from(items, by).sort();
  const least = values[items.length - limit] ?? 0;
  // More items than wanted may have the least value that is wanted.
  return items
    .filter((item) => by(item) >= least)
    .sort(rank)
    .slice(0, limit);
}

const z95 = 1.959964;

/**
 * Two-sided 95 % interval of a share, `some` of `all`, after Wilson (1927): unlike the textbook's it stays between 0 and 1 and
 * holds where nearly all were right. Of nothing at all, anything may be true.
 */
export function wilsonInterval(some: number, all: number): readonly [number, number] {
  if (all === 0) return [0, 1];
  const share = some / all;
  const shrink = 1 + z95 ** 2 / all;
  const centre = share + z95 ** 2 / (2 * all);
  const reach = z95 * Math.sqrt((share * (1 - share)) / all + z95 ** 2 / (4 * all ** 2));
  return [Math.max(0, (centre - reach) / shrink), Math.min(1, (centre + reach) / shrink)];
}

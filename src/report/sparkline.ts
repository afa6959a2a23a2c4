const levels = '▁▂▃▄▅▆▇█';

/** A series as a row of small bars from its lowest to its highest value; changes below 5 % are drawn flat. */
export function sparkline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const flat = high - low <= Math.abs(high) * 0.05;
  return finite
    .map((value) => levels[flat ? 0 : Math.round(((value - low) / (high - low)) * (levels.length - 1))] ?? '')
    .join('');
}

/** Where a value axis starts and ends. From zero, unless all values lie so close together that zero would press them flat. */
export function axisRange(values: readonly number[]): { readonly min: number; readonly max: number } {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = finite.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (finite.length === 0 || high <= 0) return { min: Math.min(0, finite.length > 0 ? low : 0), max: 1 };
  const span = high - low;
  if (low < 0 || span >= high * flat) return { min: Math.min(0, low), max: high * headroom };
  // Never closer than a fifth of the height, so that the noise of a healthy service does not look like mountains.
  const shown = Math.max(span * 1.6, high * 0.2);
  const step = niceStep(shown / 4);
  const min = Math.max(0, Math.floor((low - shown * 0.4) / step) * step);
  return { min, max: Math.ceil((high + shown * 0.2) / step) * step };
}

/** Places of time ticks: round steps from zero, and the end; none so near to the end that their labels would touch. */
export function timeTicks(end: number): number[] {
  const step = niceStep(end / 5);
  const ticks: number[] = [];
  for (let at = 0; at < end - step * 0.6; at += step) ticks.push(Number(at.toPrecision(12)));
  return [...ticks, end];
}

const flat = 0.15;
const headroom = 1.08;

/** The next 1, 2, 2.5 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-9)));
  const multiple = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10;
  return multiple * power;
}

import type { Rate } from './report.ts';

/** What a rate counts: bytes of live heap, or goroutines. */
export type Measure = 'heap' | 'goroutine';

/** `512 B`, `1.4 MiB`, `83 MiB`. */
export function formatBytes(bytes: number): string {
  const unit = byteUnit(bytes);
  const value = bytes / unit.size;
  return `${fixed(value, Math.abs(value) < 9.95 && unit.size > 1 ? 1 : 0)} ${unit.name}`;
}

/** `1,234`, `0.4`, `12.5 million`. */
export function formatCount(count: number): string {
  if (Math.abs(count) >= 1e15) return count.toExponential(1);
  if (Math.abs(count) >= 1e7) return `${fixed(count / 1e6, Math.abs(count) < 1e8 ? 1 : 0)} million`;
  return fixed(count, Number.isInteger(count) || Math.abs(count) >= 9.95 ? 0 : 1);
}

/** `1 goroutine`, `1,234 goroutines`. */
function formatGoroutines(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'goroutine' : 'goroutines'}`;
}

/** An amount of either measure: `83 MiB` or `1,234 goroutines`. */
export function formatAmount(amount: number, measure: Measure): string {
  return measure === 'heap' ? formatBytes(amount) : formatGoroutines(Math.round(amount));
}

/** `+1.4 MiB/min`, `−12 goroutines/min`; a rate that rounds to nothing has no sign. */
export function formatPerMinute(perMinute: number, measure: Measure): string {
  const scale = rateScale([perMinute], measure);
  return `${signed(perMinute / scale.size, scale.decimals)} ${scale.name}`;
}

/** `+1.4 MiB/min (95 % interval +1.2 to +1.6)`: one unit for all three numbers. */
export function formatRate(rate: Rate, measure: Measure): string {
  const [low, high] = rate.interval95;
  const scale = rateScale([rate.perMinute, low, high], measure);
  const [middle, from, to] = [rate.perMinute, low, high].map((value) =>
    signed(value / scale.size, scale.decimals),
  );
  return `${middle} ${scale.name} (95 % interval ${from} to ${to})`;
}

/** The middle of `formatRate` alone, in the same unit, so that both read as the same number. */
export function formatRateInShort(rate: Rate, measure: Measure): string {
  return formatRate(rate, measure).replace(/ \(.*$/, '');
}

/** A smallest detectable growth, without a sign: `0.4 MiB/min`. */
export function formatThreshold(perMinute: number, measure: Measure): string {
  return formatPerMinute(perMinute, measure).replace(/^\+/, '');
}

/** A window as people type it: `30s`, `5m`, `1h30m`. */
export function formatWindow(windowMs: number): string {
  const seconds = Math.max(0, Math.round(windowMs / 1000));
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.flatMap(([amount, unit]) => (amount > 0 ? [`${amount}${unit}`] : [])).join('') || '0s';
}

/** `about 12 minutes`, `about 1 hour 40 minutes`, `about 3 days`: as exact as an estimate deserves. */
export function aboutDuration(ms: number): string {
  const seconds = ms / 1000;
  const minutes = seconds / 60;
  const hours = minutes / 60;
  if (!(seconds >= 1)) return 'less than a second';
  if (seconds < 90) return `about ${plural(Math.round(seconds), 'second')}`;
  if (minutes < 90) return `about ${plural(Math.round(minutes), 'minute')}`;
  if (hours < 10) return `about ${hoursAndMinutes(Math.round(minutes / 10) * 10)}`;
  if (hours < 48) return `about ${plural(Math.round(hours), 'hour')}`;
  return hours / 24 <= 365 ? `about ${plural(Math.round(hours / 24), 'day')}` : 'more than a year';
}

/** Confidence in percent, rounded down and never 100: `98 %`, `over 99 %`, `under 1 %`. */
export function formatConfidence(confidence: number): string {
  if (confidence >= 0.99) return 'over 99 %';
  // The tiny addition keeps 0.29 · 100 = 28.999… at 29.
  const percent = Math.floor(confidence * 100 + 1e-9);
  return percent < 1 ? 'under 1 %' : `${percent} %`;
}

/** `1 replica`, `3 replicas`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Whether the whole 95 % interval lies above nothing. */
export function clearlyGrows(rate: Rate): boolean {
  return rate.interval95[0] > 0;
}

export type Unit = { readonly name: string; readonly size: number };

/** The unit in which an amount of bytes reads best; 1,023.6 KiB is already 1.0 MiB. */
export function byteUnit(bytes: number): Unit {
  const magnitude = Math.abs(bytes);
  return byteUnits.findLast((unit) => magnitude >= unit.size * 0.9995) ?? smallestUnit;
}

const smallestUnit: Unit = { name: 'B', size: 1 };
const byteUnits: readonly Unit[] = [
  smallestUnit,
  ...['KiB', 'MiB', 'GiB', 'TiB', 'PiB'].map((name, power) => ({ name, size: 1024 ** (power + 1) })),
];

function rateScale(values: readonly number[], measure: Measure): Unit & { readonly decimals: number } {
  const largest = Math.max(...values.map(Math.abs));
  const unit = measure === 'heap' ? byteUnit(largest) : { name: 'goroutines', size: 1 };
  const scaled = largest / unit.size;
  const decimals = measure === 'heap' ? (unit.size === 1 || scaled >= 99.95 ? 0 : 1) : scaled >= 9.95 ? 0 : 1;
  return { name: `${unit.name}/min`, size: unit.size, decimals };
}

function signed(value: number, decimals: number): string {
  const text = fixed(Math.abs(value), decimals);
  if (/^[0.]+$/.test(text)) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

function fixed(value: number, decimals: number): string {
  const text = formatWith(decimals).format(value);
  return text.replace(/^-(?=[0.]+$)/, '').replace(/^-/, '−');
}

function hoursAndMinutes(minutes: number): string {
  const rest = minutes % 60;
  const hours = plural(Math.floor(minutes / 60), 'hour');
  return rest === 0 ? hours : `${hours} ${plural(rest, 'minute')}`;
}

/** Making one takes longer than a whole message without it, and messages of running checks are written all the time. */
const formats = new Map<number, Intl.NumberFormat>();

function formatWith(decimals: number): Intl.NumberFormat {
  const known = formats.get(decimals);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  formats.set(decimals, format);
  return format;
}

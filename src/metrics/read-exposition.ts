import { MetricsError } from './metrics-error.ts';

/** One sample of a wanted metric. Labels are looked at no further than to find their end. */
export type MetricSample = { readonly name: string; readonly value: number };

export type ExpositionLimits = {
  readonly bytes: number;
  readonly lines: number;
  readonly lineCharacters: number;
  /** Samples of wanted metrics: a counter may have a series for each path and status. */
  readonly samples: number;
};

const defaultLimits: ExpositionLimits = {
  bytes: 16 * 1024 * 1024,
  lines: 500_000,
  lineCharacters: 64 * 1024,
  samples: 100_000,
};

const checkPath =
  'Check `metrics` of the service in leakcheck.yaml: it must lead to a page in the Prometheus text format.';
const makeSmaller = 'Let the service drop labels that make so many series, or ask Prometheus instead of it.';

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:.]*/;
/** What Go's ParseFloat makes of a value, less the forms that no exporter writes. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,4})?$/i;

/**
 * The samples of the wanted metrics in a page of the Prometheus text format (0.0.4) or of OpenMetrics, in their order. Reads
 * past what it does not want, so that a page of many megabytes costs little. Throws MetricsError for what is no such page and
 * for one beyond the limits.
 */
export function readExposition(
  input: Uint8Array | string,
  wanted: ReadonlySet<string>,
  limits: Partial<ExpositionLimits> = {},
): readonly MetricSample[] {
  const allowed = { ...defaultLimits, ...limits };
  if (input.length > allowed.bytes) {
    throw new MetricsError(`serves metrics of more than ${allowed.bytes} bytes`, makeSmaller);
  }
  const text = typeof input === 'string' ? input : Buffer.from(input).toString('utf8');
  const found: MetricSample[] = [];
  let lines = 0;
  let metrics = 0;
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    lines += 1;
    if (lines > allowed.lines)
      throw new MetricsError(`serves more than ${allowed.lines} lines of metrics`, makeSmaller);
    if (end - start > allowed.lineCharacters)
      throw new MetricsError(`serves a line of more than ${allowed.lineCharacters} characters`, checkPath);
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line === '# EOF') break;
    if (line === '' || line.startsWith('#')) continue;
    const name = nameOf(line, lines);
    metrics += 1;
    if (!wanted.has(name)) continue;
    if (found.length >= allowed.samples)
      throw new MetricsError(`serves more than ${allowed.samples} series of one kind`, makeSmaller);
    found.push({ name, value: sampleValue(line.slice(name.length), lines) });
  }
  if (metrics === 0) throw new MetricsError('serves a page without any metric', checkPath);
  return found;
}

/** Empty for a name in quotes (`{"my.metric"} 1`), which no wanted one needs. */
function nameOf(line: string, number: number): string {
  if (line.startsWith('{"')) return '';
  const name = metricName.exec(line)?.[0] ?? '';
  const next = line.charAt(name.length);
  if (name === '' || (next !== '{' && next !== ' ' && next !== '\t')) throw noMetric(number);
  return name;
}

/** The value stands behind the labels; a timestamp and an exemplar may follow it. */
function sampleValue(rest: string, number: number): number {
  const behind = rest.startsWith('{') ? rest.slice(endOfLabels(rest, number)) : rest;
  const [text = ''] = behind.trim().split(/[ \t]+/, 1);
  if (decimal.test(text)) return Number(text);
  switch (text.toLowerCase().replace('infinity', 'inf')) {
    case 'nan':
      return Number.NaN;
    case '+inf':
    case 'inf':
      return Number.POSITIVE_INFINITY;
    case '-inf':
      return Number.NEGATIVE_INFINITY;
    default:
      throw noMetric(number);
  }
}

/** Just behind the closing brace: one within quotes closes nothing, and a backslash there takes away a quote's meaning. */
function endOfLabels(rest: string, number: number): number {
  let quoted = false;
  for (let at = 1; at < rest.length; at++) {
    const character = rest.charAt(at);
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '}') return at + 1;
  }
  throw noMetric(number);
}

function noMetric(line: number): MetricsError {
  return new MetricsError(`serves something that is no metric in line ${line}`, checkPath);
}

import type { Diagnosis } from '../leak/diagnose.ts';
import { earlierGrowth } from '../leak/earlier-growth.ts';
import { uncollectedCaveat } from './collection-caveats.ts';
import { metricsCaveats } from './metrics-caveats.ts';
import { outsideCaveats } from './outside-sentences.ts';
import { formatBytes, formatCount, plural } from './units.ts';
import { utcTime } from './utc-time.ts';

const leastExplained = 0.5;
/** A blocked goroutine keeps what its stack refers to: a request, a connection's buffers. */
const mostPerGoroutine = 64 * 1024;

/** What a reader should know before acting on the verdict. One sentence each. */
export function caveatSentences(diagnosis: Diagnosis): string[] {
  return [
    ...outsideCaveats(diagnosis),
    ...unjudged(diagnosis),
    ...uncollectedCaveat(diagnosis),
    ...missed(diagnosis),
    ...young(diagnosis),
    ...grewBefore(diagnosis),
    ...unexplained(diagnosis),
    ...metricsCaveats(diagnosis),
  ];
}

function unjudged({ replicas, verdict }: Diagnosis): string[] {
  const names = replicas.filter(({ judged }) => judged === undefined).map(({ replica }) => replica.target);
  if (names.length === 0 || verdict === 'inconclusive') return [];
  const shown = names.slice(0, 5).join(', ');
  const rest = names.length > 5 ? ` and ${formatCount(names.length - 5)} more` : '';
  return [`The verdict says nothing about ${shown}${rest}: see what happened there.`];
}

function missed({ replicas }: Diagnosis): string[] {
  return replicas
    .filter(({ judged, replica }) => judged !== undefined && replica.failures.length > 0)
    .map(
      ({ replica }) =>
        `${replica.target} missed ${plural(replica.failures.length, 'capture')}; it was judged by the other ${formatCount(replica.captures.length)}.`,
    );
}

function young({ young, verdict }: Diagnosis): string[] {
  if (!young || verdict === 'inconclusive' || verdict === 'healthy') return [];
  return [
    'The process is young: it allocated more inside the window than before it. Start-up growth looks like a leak, so the confidence is capped; check again once it has been up for longer.',
  ];
}

/** The replica that grew most from check to check, though its window looks healthy; of the others only how many they are. */
function grewBefore({ replicas }: Diagnosis): string[] {
  const found = replicas
    .filter(({ verdict }) => verdict === 'healthy')
    .flatMap(({ replica, judged }) => {
      const growth = judged && earlierGrowth(judged);
      return growth === undefined ? [] : [{ target: replica.target, growth }];
    })
    .sort((a, b) => b.growth.to / b.growth.from - a.growth.to / a.growth.from);
  const [most, ...others] = found;
  if (most === undefined) return [];
  const { what, checks, oldest, from, to } = most.growth;
  const things = what === 'heap' ? 'live heap' : 'number of goroutines';
  const [was, is] =
    what === 'heap' ? [formatBytes(from), formatBytes(to)] : [formatCount(from), formatCount(to)];
  const so = others.length === 0 ? '' : ` (${plural(others.length, 'other replica')} likewise)`;
  return [
    `This window shows nothing, but from check to check the ${things} of ${most.target} has grown: ${was} at ${utcTime(oldest.takenAtMs)}, ${is} now, over ${formatCount(checks)} earlier checks of the same process${so}. Load differs from hour to hour: check it again when it is busy, or for longer.`,
  ];
}

/** Attribution must add up: what the findings leave open of the exact growth is said. */
function unexplained({ replicas, findings, verdict }: Diagnosis): string[] {
  if (verdict !== 'leak' && verdict !== 'suspect') return [];
  const growing = replicas.flatMap(({ judged }) => (judged?.heap.leaks ? [judged] : []));
  const exact = growing.reduce((sum, { heap }) => sum + heap.trend.growth, 0);
  const explained = findings.reduce((sum, { kind, growth, facts }) => {
    const held = facts.find((fact) => fact.kind === 'holds-heap')?.bytes ?? 0;
    return sum + held + (kind === 'heap' ? growth.amount : 0);
  }, 0);
  if (exact <= 0 || explained >= leastExplained * exact) return [];
  const goroutines = findings.reduce(
    (sum, { kind, verdict: said, growth }) =>
      sum + (kind === 'goroutine' && said === 'leak' ? growth.amount : 0),
    0,
  );
  const each = (exact - explained) / goroutines;
  if (each <= mostPerGoroutine)
    return [
      `The live heap grew by ${formatBytes(exact)} as well, ${formatBytes(each)} for each new goroutine: most likely what those goroutines keep.`,
    ];
  return [
    `The live heap grew by ${formatBytes(exact)}, of which the findings explain ${formatBytes(Math.max(0, explained))}: the rest is spread too thin for this window's samples.`,
  ];
}

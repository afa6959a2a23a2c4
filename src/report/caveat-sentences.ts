import type { Diagnosis } from '../leak/diagnose.ts';
import { metricsCaveats } from './metrics-caveats.ts';
import { outsideCaveats } from './outside-sentences.ts';
import { formatBytes, formatCount, plural } from './units.ts';

const leastExplained = 0.5;

/** What a reader should know before acting on the verdict. One sentence each. */
export function caveatSentences(diagnosis: Diagnosis): string[] {
  return [
    ...outsideCaveats(diagnosis),
    ...unjudged(diagnosis),
    ...missed(diagnosis),
    ...young(diagnosis),
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
  return [
    `The live heap grew by ${formatBytes(exact)}, of which the findings explain ${formatBytes(Math.max(0, explained))}: the rest is spread too thin for this window's samples.`,
  ];
}

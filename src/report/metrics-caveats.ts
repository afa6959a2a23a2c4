import type { Diagnosis } from '../leak/diagnose.ts';
import { formatCount, plural } from './units.ts';

/** That metrics could not be read, why, and what to do: once, however many replicas and captures it concerns. */
export function metricsCaveats({ replicas }: Diagnosis): string[] {
  const without = replicas.flatMap(({ replica: { target, metricsProblems = [], captures } }) => {
    const [first] = metricsProblems;
    return first === undefined
      ? []
      : [{ target, ...first, missed: metricsProblems.length, of: captures.length }];
  });
  const [worst, ...others] = without.sort((a, b) => b.missed / b.of - a.missed / a.of);
  if (worst === undefined) return [];
  const { target, message, nextStep, missed, of } = worst;
  const likewise = others.length === 0 ? '' : `, as those of ${plural(others.length, 'other replica')}`;
  return [
    `The metrics of ${target} could not be read at ${formatCount(missed)} of ${plural(of, 'capture')}${likewise}: ${message} ${nextStep}`,
  ];
}

import type { Judgement } from '../lab/judge-answer.ts';
import { accuracyRates } from './accuracy-rates.ts';
import { calibration } from './calibration.ts';

/**
 * What was expected and said of each service, then the rates, then how often stated confidence was right. A service that was
 * judged several times has one row, which says how often each answer came.
 */
export function accuracyTable(judgements: readonly Judgement[]): string[] {
  const services = new Map<string, Judgement[]>();
  for (const judgement of judgements) {
    const key = `${judgement.group} ${judgement.service}`;
    services.set(key, [...(services.get(key) ?? []), judgement]);
  }
  const rows = [...services].sort(([a], [b]) => a.localeCompare(b)).map(([, runs]) => row(runs));
  return ['', ...rows, '', ...accuracyRates(judgements), '', ...calibration(judgements)];
}

function row(runs: readonly Judgement[]): string {
  const [one] = runs;
  if (one === undefined) return '';
  return [
    one.group.padEnd(8),
    one.service.padEnd(24),
    one.expected.padEnd(8),
    frequencies(runs.map(({ said }) => said)).padEnd(13),
    confidences(runs).padStart(9),
    markOf(runs).padEnd(7),
    wrongs(runs).padEnd(28),
    mostFrequent(runs.map(({ first }) => first)),
  ].join(' ');
}

/** `WRONG` once a leak was called healthy, or a healthy service a leak; `unsure` once it was left open. */
function markOf(runs: readonly Judgement[]): string {
  if (runs.some(({ expected, said }) => said !== expected && said !== 'suspect')) return 'WRONG';
  return runs.every(({ expected, said }) => said === expected) ? 'ok' : 'unsure';
}

function wrongs(runs: readonly Judgement[]): string {
  return (['kind', 'culprit', 'pattern'] as const)
    .flatMap((what) => {
      const wrong = runs.filter((run) => run[what] === false).length;
      if (wrong === 0) return [];
      return runs.length === 1 ? [`wrong ${what}`] : [`wrong ${what} ${wrong}×`];
    })
    .join(', ');
}

function confidences(runs: readonly Judgement[]): string {
  const stated = runs.map(({ confidence }) => Math.round(confidence * 100));
  const [low, high] = [Math.min(...stated), Math.max(...stated)];
  return low === high ? `${low} %` : `${low}–${high} %`;
}

/** The word alone where it always was the same and came once; `leak 4, suspect 1` otherwise. */
function frequencies(words: readonly string[]): string {
  if (words.length === 1) return words.join('');
  return counted(words)
    .map(([word, count]) => `${word} ${count}`)
    .join(', ');
}

function mostFrequent(words: readonly string[]): string {
  return counted(words)[0]?.[0] ?? '';
}

function counted(words: readonly string[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

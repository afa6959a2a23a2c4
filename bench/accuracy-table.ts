import type { Judgement } from '../lab/judge-answer.ts';

/** What was expected and said of each service, then the rates, then how often stated confidence was right. */
export function accuracyTable(judgements: readonly Judgement[]): string[] {
  const rows = [...judgements].sort((a, b) => a.group.localeCompare(b.group) || a.name.localeCompare(b.name));
  return ['', ...rows.map(row), '', ...rates(judgements), '', ...calibration(judgements)];
}

function row({ group, name, expected, said, confidence, kind, culprit, pattern, first }: Judgement): string {
  const marks = { kind, culprit, pattern };
  const wrong = Object.entries(marks).flatMap(([what, right]) => (right === false ? [`wrong ${what}`] : []));
  const verdict = expected === said ? 'ok' : said === 'suspect' ? 'unsure' : 'WRONG';
  const percent = `${Math.round(confidence * 100)} %`.padStart(5);
  return `${group.padEnd(8)} ${name.padEnd(24)} ${expected.padEnd(8)} ${said.padEnd(13)} ${percent} ${verdict.padEnd(7)} ${wrong.join(', ').padEnd(28)} ${first}`;
}

function rates(judgements: readonly Judgement[]): string[] {
  const healthy = judgements.filter(({ expected }) => expected === 'healthy');
  const suspects = healthy.filter(({ said }) => said === 'suspect').length;
  return [
    rate(
      'recall',
      judgements.map(({ recalled }) => recalled),
      'target ≥ 95 %',
    ),
    rate(
      'healthy called a leak',
      judgements.map(({ falseAlarm }) => falseAlarm),
      'target 0',
    ),
    `healthy called suspect          ${share(suspects, healthy.length)} (target ≤ 10 %)`,
    rate(
      'kind',
      judgements.map(({ kind }) => kind),
      '',
    ),
    rate(
      'culprit top-1',
      judgements.map(({ culprit }) => culprit),
      'target ≥ 95 %',
    ),
    rate(
      'pattern top-1',
      judgements.map(({ pattern }) => pattern),
      'target ≥ 90 %',
    ),
  ];
}

function rate(what: string, answers: readonly (boolean | undefined)[], target: string): string {
  const known = answers.filter((answer) => answer !== undefined);
  return `${what.padEnd(31)} ${share(known.filter(Boolean).length, known.length)}${target === '' ? '' : ` (${target})`}`;
}

function share(some: number, all: number): string {
  return `${some} of ${all}, ${all === 0 ? '–' : `${((100 * some) / all).toFixed(1)} %`}`;
}

const bins = [0.99, 0.95, 0.9, 0.8, 0.5, 0] as const;

/** Of the findings that were stated with a confidence in each range, how many were right. */
function calibration(judgements: readonly Judgement[]): string[] {
  const stated = judgements.flatMap((judgement) => judgement.stated);
  return [
    'stated confidence, and how often it was right:',
    ...bins.map((from, index) => {
      const to = index === 0 ? 1.01 : (bins[index - 1] ?? 1.01);
      const inside = stated.filter(({ confidence }) => confidence >= from && confidence < to);
      return (
        `  from ${Math.round(from * 100)} %`.padEnd(14) +
        share(inside.filter(({ right }) => right).length, inside.length)
      );
    }),
  ];
}

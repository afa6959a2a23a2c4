import type { Judgement } from '../lab/judge-answer.ts';
import { share } from './share.ts';

/** Recall, false alarms, kind, culprit and pattern over all runs, a line each with its target. */
export function accuracyRates(judgements: readonly Judgement[]): string[] {
  const healthy = judgements.filter(({ expected }) => expected === 'healthy');
  const suspects = healthy.filter(({ said }) => said === 'suspect').length;
  const rate = (what: string, pick: (judgement: Judgement) => boolean | undefined, target = '') => {
    const known = judgements.map(pick).filter((answer) => answer !== undefined);
    return line(what, known.filter(Boolean).length, known.length, target);
  };
  return [
    rate('recall', ({ recalled }) => recalled, 'target ≥ 95 %'),
    rate('healthy called a leak', ({ falseAlarm }) => falseAlarm, 'target 0'),
    line('healthy called suspect', suspects, healthy.length, 'target ≤ 10 %'),
    ...outsideGo(judgements),
    rate('kind', ({ kind }) => kind),
    rate('culprit top-1', ({ culprit }) => culprit, 'target ≥ 95 %'),
    rate('pattern top-1', ({ pattern }) => pattern, 'target ≥ 90 %'),
  ];
}

/** Where no Go profile looks, a suspect is all that can be said. */
function outsideGo(judgements: readonly Judgement[]): string[] {
  const outside = judgements.filter(({ expected }) => expected === 'suspect');
  const suspects = outside.filter(({ said }) => said === 'suspect').length;
  return outside.length === 0 ? [] : [line('outside Go called suspect', suspects, outside.length, '')];
}

function line(what: string, some: number, all: number, target: string): string {
  return `${what.padEnd(31)} ${share(some, all)}${target === '' ? '' : ` (${target})`}`;
}

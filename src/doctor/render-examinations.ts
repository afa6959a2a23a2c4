import { plainText } from '../report/plain-text.ts';
import { wrapText } from '../report/wrap-text.ts';
import type { Examination, ExaminationState } from './examination.ts';

const words: Readonly<Record<ExaminationState, string>> = {
  ok: 'ok',
  warn: 'warning',
  fail: 'problem',
  skipped: 'skipped',
};
const colors: Readonly<Record<ExaminationState, string>> = { ok: '32', warn: '33', fail: '31', skipped: '2' };
const stateWidth = 9;
const longestName = 40;

/** The list as people read it: how it is, what, what to do. A `width` of undefined wraps nothing. */
export function renderExaminations(
  examinations: readonly Examination[],
  { color, width }: { readonly color: boolean; readonly width: number | undefined },
): string {
  const nameWidth =
    Math.min(longestName, Math.max(...examinations.map(({ name }) => shown(name).length))) + 2;
  const indent = stateWidth + nameWidth;
  const columns =
    width === undefined ? Number.POSITIVE_INFINITY : Math.max(indent + 30, Math.min(width, 140));
  const wrapped = (text: string) =>
    wrapText(plainText(text, 2_000), { columns, indent, hanging: 0 }).slice(indent);
  const lines = examinations.flatMap(({ name, state, says, nextStep }) => [
    `${painted(state, color)}${shown(name).padEnd(nameWidth)}${wrapped(says)}`,
    ...(nextStep === undefined ? [] : [`${' '.repeat(indent)}${wrapped(`Next: ${nextStep}`)}`]),
  ]);
  return [...lines, '', summary(examinations)].join('\n');
}

function painted(state: ExaminationState, color: boolean): string {
  const word = words[state].padEnd(stateWidth);
  return color ? `\u001b[${colors[state]}m${word}\u001b[0m` : word;
}

function shown(name: string): string {
  return plainText(name, longestName);
}

function summary(examinations: readonly Examination[]): string {
  const count = (state: ExaminationState) => examinations.filter((each) => each.state === state).length;
  const parts = [
    `${count('ok')} ok`,
    ...one(count('warn'), 'warning'),
    ...one(count('fail'), 'problem'),
    ...(count('skipped') === 0 ? [] : [`${count('skipped')} skipped`]),
  ];
  return `${parts.join(', ')}.`;
}

function one(count: number, noun: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
}

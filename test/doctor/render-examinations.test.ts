import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Examination } from '../../src/doctor/examination.ts';
import { renderExaminations } from '../../src/doctor/render-examinations.ts';

const examinations: readonly Examination[] = [
  { name: 'Node', state: 'ok', says: '20.20.2' },
  { name: 'Redis eviction', state: 'fail', says: 'allkeys-lru', nextStep: 'Set noeviction.' },
  { name: 'Redis latency', state: 'warn', says: 'slow', nextStep: 'Move it.' },
  { name: 'Slack', state: 'skipped', says: 'not set' },
];
const plain = { color: false, width: undefined };

describe('the list of examinations', () => {
  it('is aligned, says states in words and closes with their counts', () => {
    expect(renderExaminations(examinations, plain).split('\n')).toEqual([
      'ok       Node            20.20.2',
      'problem  Redis eviction  allkeys-lru',
      '                         Next: Set noeviction.',
      'warning  Redis latency   slow',
      '                         Next: Move it.',
      'skipped  Slack           not set',
      '',
      '1 ok, 1 warning, 1 problem, 1 skipped.',
    ]);
  });

  it('wraps for a terminal below its own column, and keeps a line a line for a pipe', () => {
    const long = [{ name: 'Node', state: 'ok', says: 'word '.repeat(60).trim() }] as const;
    const lines = renderExaminations(long, { color: false, width: 60 }).split('\n');
    expect(lines.slice(1, -2).every((line) => line.startsWith(`${' '.repeat(15)}word`))).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(renderExaminations(long, plain).split('\n')).toHaveLength(3);
  });

  it('colours words on a terminal without changing them', () => {
    const coloured = renderExaminations(examinations, { color: true, width: 200 });
    expect(coloured).toContain('\u001b[31mproblem');
    expect(stripVTControlCharacters(coloured)).toBe(renderExaminations(examinations, plain));
  });

  it('lets nothing that was read move the cursor of a terminal', () => {
    const hostile = [
      { name: 'Target \u001b[2J', state: 'fail', says: 'x\r\nok  Node', nextStep: '\u202egnp' },
    ] as const;
    const text = renderExaminations(hostile, plain);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
    expect(text.split('\n')).toHaveLength(4);
  });
});

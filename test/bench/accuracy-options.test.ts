import { describe, expect, test } from 'vitest';
import { accuracyOptions } from '../../bench/accuracy-options.ts';

describe('accuracyOptions', () => {
  test('run each service once, as young as it is, unless asked otherwise', () => {
    expect(accuracyOptions([])).toMatchObject({ windowMs: 20_000, repeat: 1, warmupMs: 0, from: [] });
  });

  test('read repeat, warm-up and the file for runs', () => {
    expect(accuracyOptions(['--repeat', '5', '--warmup', '25s', '--json', 'runs.jsonl'])).toMatchObject({
      repeat: 5,
      warmupMs: 25_000,
      json: 'runs.jsonl',
    });
  });

  test.each([
    { args: ['--from', 'a.jsonl', '--from', 'b.jsonl'] },
    { args: ['--from', 'a.jsonl', 'b.jsonl'] },
  ])('take several files of runs: $args', ({ args }) => {
    expect(accuracyOptions(args).from).toEqual(['a.jsonl', 'b.jsonl']);
  });

  test.each([
    { args: ['--repeat', '0'], says: '--repeat 0' },
    { args: ['--parallel', 'two'], says: '--parallel two' },
    { args: ['--warmup', '25'], says: '--warmup "25" has no unit' },
    { args: ['runs.jsonl'], says: 'only --from takes files' },
    { args: ['--json', 'a', '--from', 'b'], says: '--json collects live runs' },
    { args: ['--json', 'a', '--recorded'], says: '--json collects live runs' },
    { args: ['--record', '--repeat', '2'], says: '--record keeps one run' },
  ])('refuse $args', ({ args, says }) => {
    expect(() => accuracyOptions(args)).toThrow(says);
  });
});

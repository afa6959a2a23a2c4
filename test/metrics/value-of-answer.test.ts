import { describe, expect, it } from 'vitest';
import { MetricsError } from '../../src/metrics/metrics-error.ts';
import { valueOfAnswer } from '../../src/metrics/value-of-answer.ts';

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const vector = (...values: readonly unknown[]) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: values.map((value) => ({ metric: { a: 'b' }, value: [1.5, value] })),
  },
});

describe('an answer of Prometheus', () => {
  it.each([
    [vector('123.5'), 123.5],
    [vector('1e6'), 1e6],
    [vector(), undefined],
    [{ status: 'success', data: { resultType: 'scalar', result: [1, '7'] } }, 7],
    [vector('+Inf'), Number.POSITIVE_INFINITY],
    [vector('NaN'), Number.NaN],
    [{ ...vector('3'), warnings: ['x'] }, 3],
  ])('%j is %s', (answer, value) => {
    expect(valueOfAnswer(bytes(answer), 'rss')).toBe(value);
  });

  it.each([
    [
      { status: 'error', errorType: 'bad_data', error: 'parse error <!channel>' },
      /refused the query for rss/,
    ],
    [vector('1', '2'), /knows 2 series for rss/],
    ['<html>', /not one of Prometheus/],
    ['', /not one of Prometheus/],
    ['[]', /not one of Prometheus/],
    [{ status: 'success', data: { resultType: 'matrix', result: [] } }, /not one of Prometheus/],
    [{ status: 'success', data: { resultType: 'string', result: [1, 'x'] } }, /not one of Prometheus/],
    [vector(7), /not one of Prometheus/],
    [vector('9'.repeat(65)), /not one of Prometheus/],
    [vector(...Array(1_001).fill('1')), /not one of Prometheus/],
    [' '.repeat(1024 * 1024 + 1), /not one of Prometheus/],
    [`${'['.repeat(100_000)}`, /not one of Prometheus/],
  ])('%.60j is refused', (answer, says) => {
    let error: unknown;
    try {
      valueOfAnswer(bytes(answer), 'rss');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(MetricsError);
    expect(String(error)).toMatch(says);
    expect(String(error)).not.toContain('channel');
    expect((error as MetricsError).nextStep).not.toBe('');
  });
});

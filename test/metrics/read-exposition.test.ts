import { describe, expect, it } from 'vitest';
import { MetricsError } from '../../src/metrics/metrics-error.ts';
import { readExposition } from '../../src/metrics/read-exposition.ts';

const wanted = new Set(['served_total', 'rss']);

function read(page: string) {
  return readExposition(page, wanted);
}

describe('a line of metrics', () => {
  it.each([
    ['rss 1.234e+07', 12_340_000],
    ['rss\t42', 42],
    ['  rss   42  ', 42],
    ['rss 42 1700000000000', 42],
    ['rss{} 7', 7],
    ['rss{a="b"} 7', 7],
    ['rss{a="b",} 7 1700000000.5', 7],
    ['rss {a="b"} 7', undefined],
    ['rss{a="}"} 7', 7],
    ['rss{a="\\"} 9",b="\\\\"} 7', 7],
    ['rss{a="b"} 7 # {trace_id="x"} 0.5 1700000000', 7],
    ['rss .5', 0.5],
    ['rss 5.', 5],
    ['rss +Inf', Number.POSITIVE_INFINITY],
    ['rss -inf', Number.NEGATIVE_INFINITY],
    ['rss NaN', Number.NaN],
    ['rss 7\r', 7],
  ])('%j is read as %s', (line, value) => {
    if (value === undefined) expect(() => read(`${line}\n`)).toThrow(MetricsError);
    else expect(read(`# HELP rss x\n# TYPE rss gauge\n\n${line}\n`)).toEqual([{ name: 'rss', value }]);
  });

  it.each([
    'rss',
    'rss ',
    'rss twelve',
    'rss 0x10',
    'rss 1_000',
    'rss 1e99999',
    'rss{a="b" 7',
    'rss{a="b\\"} 7',
    'rss{} ',
    '7 rss',
    '<p>rss 7</p>',
    '{"status":"ok"}x',
  ])('%j is refused', (line) => {
    const page = `other 1\n${line}\n`;
    if (line.startsWith('{"')) expect(read(page)).toEqual([]);
    else expect(() => read(page)).toThrow(/no metric in line 2/);
  });
});

describe('a page of metrics', () => {
  it('is searched for what is wanted alone', () => {
    const page =
      'rsss 1\nrs 2\nrss:x 3\nserved_created 4\nserved_total{code="200"} 5\nserved_total{code="500"} 6\n';
    expect(read(page)).toEqual([
      { name: 'served_total', value: 5 },
      { name: 'served_total', value: 6 },
    ]);
  });

  it('ends where OpenMetrics says so', () => {
    expect(read('rss 1\n# EOF\nrss 2\n')).toEqual([{ name: 'rss', value: 1 }]);
  });

  it('may lack its last line feed', () => {
    expect(read('rss 1\nrss 2')).toHaveLength(2);
  });

  it('may name metrics in quotes', () => {
    expect(read('{"http.requests", code="200"} 3\nrss 1\n')).toEqual([{ name: 'rss', value: 1 }]);
  });

  it.each(['', '\n\n', '# HELP rss x\n', '# EOF\nrss 1\n'])('%j has no metric and is refused', (page) => {
    expect(() => read(page)).toThrow(/without any metric/);
  });

  it.each([
    { what: 'too many bytes', page: 'x 1\n'.repeat(10), limits: { bytes: 39 }, says: 'more than 39 bytes' },
    { what: 'too many lines', page: 'x 1\n'.repeat(10), limits: { lines: 9 }, says: 'more than 9 lines' },
    {
      what: 'too long a line',
      page: `x{a="${'b'.repeat(100)}"} 1`,
      limits: { lineCharacters: 100 },
      says: 'a line of more than 100 characters',
    },
    {
      what: 'too many series',
      page: 'rss 1\n'.repeat(10),
      limits: { samples: 9 },
      says: 'more than 9 series',
    },
  ])('with $what is refused', ({ page, limits, says }) => {
    expect(() => readExposition(page, wanted, limits)).toThrow(says);
  });

  it.each([
    { what: 'quotes that never end', page: `rss{a="${'\\'.repeat(60_000)}` },
    { what: 'braces', page: `rss${'{'.repeat(60_000)}` },
    { what: 'digits', page: `rss ${'1'.repeat(60_000)}x` },
    { what: 'bytes that are no text', page: Buffer.alloc(60_000, 0xff) },
    { what: 'one line without an end', page: 'a'.repeat(8_000_000) },
  ])('full of $what is refused without quoting it', ({ page }) => {
    let error: unknown;
    try {
      readExposition(page, wanted);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(MetricsError);
    expect(String(error).length).toBeLessThan(200);
  });

  it('of many megabytes is read in one pass', () => {
    const page = `${'other_bucket{path="/a/b",le="0.5"} 17\n'.repeat(300_000)}rss 5\n`;
    expect(readExposition(Buffer.from(page), wanted)).toEqual([{ name: 'rss', value: 5 }]);
  });
});

import { describe, expect, it } from 'vitest';
import { readMetricsReading, writeMetricsReading } from '../../src/metrics/metrics-reading.ts';

describe('a reading of metrics', () => {
  it.each([
    { metrics: { rssBytes: 5, startTimeSeconds: 1.5, limitBytes: 7, requests: 0 } },
    { metrics: { rssBytes: 5, startTimeSeconds: undefined, limitBytes: undefined, requests: undefined } },
    { problem: { message: 'payments-1 answered 404.', nextStep: 'Look.' } },
  ])('comes back as it was stored: %j', (reading) => {
    expect(readMetricsReading(writeMetricsReading(reading))).toEqual(reading);
  });

  it.each(['', '{', '[]', '{"ok":true,"rssBytes":"5"}', '{"ok":false}'])('%j is none', (text) => {
    expect(readMetricsReading(new TextEncoder().encode(text))).toBeUndefined();
  });
});

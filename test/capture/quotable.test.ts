import { describe, expect, it } from 'vitest';
import { quotable } from '../../src/capture/quotable.ts';
import type { Target } from '../../src/check/target.ts';

const basic = Buffer.from('scraper:hunter2-hunter2').toString('base64');
const target: Target = {
  name: 'payments-1',
  url: 'http://10.0.0.7:6060/debug/pprof/',
  headers: { Authorization: `Basic ${basic}`, 'X-Api-Key': 'Key=s3cr3t-t0ken; v=1', 'X-Short': 'a' },
  tlsCa: undefined,
};

describe('what a target said', () => {
  it.each([
    [
      'Could not enable CPU profiling: cpu profiling already in use\n',
      'Could not enable CPU profiling: cpu profiling already in use',
    ],
    ['first\r\nsecond', 'first'],
    ['  spaced   out\t', 'spaced out'],
    ['\x1b[31mred\u202e\u0000', '[31mred'],
    ['a basic error of a bearer', 'a basic error of a bearer'],
  ])('%j is quoted as %j', (said, quote) => {
    expect(quotable(said, target)).toBe(quote);
  });

  it('is cut after 120 characters', () => {
    expect(quotable('y'.repeat(500), target)).toBe(`${'y'.repeat(120)}…`);
  });

  it.each(['', '\n', '\u0000\u0001', '   '])('%j gives nothing to quote', (said) => {
    expect(quotable(said, target)).toBeUndefined();
  });

  it.each([
    `denied: Basic ${basic}`,
    `denied: ${basic}`,
    'denied: scraper',
    'denied: HUNTER2-hunter2',
    'denied: s3cr3t-t0ken',
    'denied: s3cr3t%2Dt0ken',
    'denied: s3cr3t-\u0000t0ken',
    `${'y'.repeat(110)} s3cr3t-t0ken`,
  ])('%j repeats a secret and is not quoted', (said) => {
    expect(quotable(said, target)).toBeUndefined();
  });
});

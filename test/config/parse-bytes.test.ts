import { expect, it } from 'vitest';
import { FieldError } from '../../src/config/field.ts';
import { parseBytes } from '../../src/config/parse-bytes.ts';

it.each([
  [1, 1],
  ['1', 1],
  [536_870_912, 536_870_912],
  ['512B', 512],
  ['1k', 1_000],
  ['1KB', 1_000],
  ['1KiB', 1_024],
  ['512MiB', 512 * 1024 ** 2],
  ['512 mib', 512 * 1024 ** 2],
  ['512Mi', 512 * 1024 ** 2],
  ['512MB', 512_000_000],
  ['512M', 512_000_000],
  ['1.5GiB', 1.5 * 1024 ** 3],
  ['2GB', 2_000_000_000],
  ['1Ti', 1024 ** 4],
])('%j is %d bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

it.each([
  '',
  ' ',
  'MiB',
  '-1',
  '+1',
  '1e9',
  '1.',
  '.5',
  '1 2',
  '5 PB',
  '5 bits',
  'Infinity',
  'NaN',
  '0',
  0,
  '0.1',
  -5,
  '99999TB',
  null,
  true,
  [1],
])('%j is no size', (text) => {
  expect(() => parseBytes(text)).toThrow(FieldError);
});

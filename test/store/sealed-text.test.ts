import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from '../../src/store/sealed-text.ts';

const [key, older, foreign] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const place = 'installation T0ACME';
const secret = 'xoxb-a-token';
const sealed = seal(secret, { key, place });

/** A record with another value in one field. */
function changed(field: string, value: (before: string) => unknown): string {
  const record = JSON.parse(sealed);
  return JSON.stringify({ ...record, [field]: value(record[field]) });
}

/** The same bytes but for one bit. */
function flipped(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes.toString('base64');
}

describe('a sealed text', () => {
  it('opens with its key, at its place', () => {
    expect(unseal(sealed, { keys: [key], place })).toEqual({ text: secret });
    const written = seal('ümläut 🔑', { key, place });
    expect(unseal(written, { keys: [key], place })).toEqual({ text: 'ümläut 🔑' });
  });

  it('shows nothing of the text, nor of the key, and is another one each time', () => {
    expect(sealed).not.toContain('xoxb');
    expect(sealed).not.toContain(key.toString('base64').slice(0, 10));
    expect(seal(secret, { key, place })).not.toBe(sealed);
  });

  it('opens with an older key too while that is at hand', () => {
    const before = seal(secret, { key: older, place });
    expect(unseal(before, { keys: [key, older], place })).toEqual({ text: secret });
    expect(unseal(before, { keys: [key], place })).toEqual({ problem: 'another key' });
  });

  it('opens at no other place', () => {
    expect(unseal(sealed, { keys: [key], place: 'installation T0BETA' })).toEqual({ problem: 'tampered' });
  });

  it.each([
    ['another text', changed('text', flipped), 'tampered'],
    ['another tag', changed('tag', flipped), 'tampered'],
    [
      'a short tag',
      changed('tag', (tag) => Buffer.from(tag, 'base64').subarray(0, 4).toString('base64')),
      'tampered',
    ],
    ['no tag', changed('tag', () => ''), 'tampered'],
    ['another nonce', changed('nonce', flipped), 'tampered'],
    ['a long nonce', changed('nonce', () => randomBytes(64).toString('base64')), 'tampered'],
    ['the name of a key that is not at hand', changed('key', () => 'abcdef'), 'another key'],
    ['another version', changed('v', () => 2), 'no record'],
    ['more than there should be', JSON.stringify({ ...JSON.parse(sealed), more: 1 }), 'no record'],
    ['a text that is no base64', changed('text', () => 'no!'), 'no record'],
    ['a list', '[]', 'no record'],
    ['null', 'null', 'no record'],
    ['nothing', '', 'no record'],
    ['what leakcheck did not write', secret, 'no record'],
  ])('does not open with %s', (_, record, problem) => {
    expect(unseal(record, { keys: [key], place })).toEqual({ problem });
  });

  it('does not open with a foreign key under the name of the right one', () => {
    const named = { ...JSON.parse(seal(secret, { key: foreign, place })), key: JSON.parse(sealed).key };
    expect(unseal(JSON.stringify(named), { keys: [key], place })).toEqual({ problem: 'tampered' });
  });
});

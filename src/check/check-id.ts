import { randomInt } from 'node:crypto';

const letters = 'abcdefghjkmnpqrstuvwxyz';
const lettersAndDigits = `${letters}23456789`;
const length = 8;

/** A new check's id: random, easy to read out and type (no 0/o, 1/l/i), as `checkIdPattern` wants it. */
export function newCheckId(): string {
  return Array.from({ length }, (_, index) => pick(index === 0 ? letters : lettersAndDigits)).join('');
}

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}

import type { Target } from '../check/target.ts';

const longestQuote = 120;

/**
 * What a target said, made fit for a message: one line, printable, short. Undefined when nothing is left, or when it
 * repeats a part of a header that was sent: a server may echo its request, and that is how a token would reach a thread.
 */
export function quotable(said: string, target: Target): string | undefined {
  const line = said.split(/[\r\n]/, 1)[0] ?? '';
  if (repeatsSecret(line, target)) {
    return undefined;
  }
  const printable = line
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const short = printable.length > longestQuote ? `${printable.slice(0, longestQuote)}…` : printable;
  return short === '' ? undefined : short;
}

function repeatsSecret(line: string, target: Target): boolean {
  const readings = [line, decoded(line, decodeURIComponent)].map(squeezed);
  return secretsOf(target).some((secret) => readings.some((reading) => reading.includes(secret)));
}

/** Every word of every header value, and what a Basic credential decodes to; what is shorter than four characters is no secret. */
function secretsOf(target: Target): readonly string[] {
  const words = Object.values(target.headers).flatMap((value) => value.split(/[\s,;=:"]+/));
  const basic = words.flatMap((word) => Buffer.from(word, 'base64').toString('latin1').split(':'));
  return [...words, ...basic]
    .map(squeezed)
    .filter((word) => word.length >= 4 && word !== 'bearer' && word !== 'basic');
}

/** Case and odd characters are set aside, so that a secret broken by one of them is still known. */
function squeezed(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function decoded(text: string, decode: (text: string) => string): string {
  try {
    return decode(text);
  } catch {
    return text; // not percent-encoded: there is no second reading
  }
}

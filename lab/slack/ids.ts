import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** An id as Slack forms them: a letter for the kind and ten more of [0-9A-Z]. */
export function newId(kind: string): string {
  return kind + [...randomBytes(10)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** Timestamps as Slack gives them, `1700000000.000100`: never the same twice, always rising as text and as number. */
export function timestamps(nowMs: () => number): () => string {
  let lastMicros = 0;
  return () => {
    lastMicros = Math.max(nowMs() * 1000, lastMicros + 100);
    const micros = String(lastMicros).padStart(16, '0');
    return `${micros.slice(0, -6)}.${micros.slice(-6)}`;
  };
}

import { z } from 'zod';

/** How many collections a process had made at a capture, and how long the last of them stopped it. */
export const Collected = z.object({
  count: z.number().int().nonnegative(),
  /** Newest first; Go keeps the last 256. */
  pausesNs: z.array(z.number().int().nonnegative()),
});
export type Collected = z.infer<typeof Collected>;

/** Go's text has no PauseTotalNs: this is what it can be added up from. Undefined where the text does not say. */
export function collectedOfText(bytes: Uint8Array): Collected | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ring = numbersAt(text, 'PauseNs', /^\[([\d ]+)\]$/);
  const [count] = numbersAt(text, 'NumGC', /^(\d+)$/);
  if (count === undefined || ring.length === 0) return undefined;
  // The pause of collection n stands at (n − 1) mod 256.
  const kept = Math.min(count, ring.length);
  const pausesNs = Array.from({ length: kept }, (_, back) => ring[(count - 1 - back) % ring.length] ?? 0);
  return { count, pausesNs };
}

function numbersAt(text: Buffer, name: string, form: RegExp): number[] {
  const label = `\n# ${name} = `;
  const at = text.lastIndexOf(label);
  const end = text.indexOf('\n', at + label.length);
  if (at < 0 || end < 0) return [];
  const [, digits] = form.exec(text.toString('latin1', at + label.length, end)) ?? [];
  const numbers = digits?.split(' ').map(Number) ?? [];
  return numbers.every(Number.isSafeInteger) ? numbers : [];
}

/**
 * How long all collections from the first capture to the last stopped the process, milliseconds. Where more lie between two
 * captures than Go keeps, those that it keeps stand for the rest. Undefined of fewer than two, and where the process changed.
 */
export function pauseMsOf(captures: readonly Collected[]): number | undefined {
  if (captures.length < 2) return undefined;
  const sums = captures.slice(1).map(({ count, pausesNs }, index) => {
    const made = count - (captures[index]?.count ?? 0);
    const known = pausesNs.slice(0, made);
    if (made <= 0) return made === 0 ? 0 : Number.NaN;
    return (known.reduce((sum, pause) => sum + pause, 0) * made) / known.length;
  });
  const ms = sums.reduce((sum, each) => sum + each, 0) / 1e6;
  return Number.isNaN(ms) ? undefined : ms;
}

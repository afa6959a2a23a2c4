import type { SKRSContext2D } from 'canvas';

/** A text cut in its middle until it is at most `width` pixels wide in the pen's font. */
export function fittingText(pen: SKRSContext2D, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text;
  const letters = [...text];
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const kept = Math.ceil((low + high) / 2);
    if (pen.measureText(withoutMiddle(letters, kept)).width <= width) low = kept;
    else high = kept - 1;
  }
  return withoutMiddle(letters, low);
}

function withoutMiddle(letters: readonly string[], kept: number): string {
  const head = Math.ceil(kept * 0.4);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (kept - head)).join('')}`;
}

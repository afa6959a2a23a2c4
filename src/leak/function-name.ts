/**
 * A function's name without what the compiler adds: type arguments (`[...]`, `[go.shape.int]`) are dropped, closures
 * (`.func1.2`, `.gowrap1`, `.deferwrap1`, `-fm`, `-range1`) belong to the function that contains them.
 */
export function enclosingFunction(name: string): string {
  const whole = withoutTypeArguments(name);
  // From the end on, as a name may have thousands of such endings and something else behind them.
  let end = whole.length;
  for (let begin = endingBefore(whole, end); begin < end; begin = endingBefore(whole, end)) end = begin;
  return whole.slice(0, end);
}

const numbered = ['.func', '.gowrap', '.deferwrap', '-range', '.'];

/** Where the last ending of a name cut off at `end` begins; `end` where it has none. */
function endingBefore(name: string, end: number): number {
  let digits = end;
  while (digits > 0 && isDigit(name.charCodeAt(digits - 1))) digits--;
  if (digits === end) return name.endsWith('-fm', end) ? end - 3 : end;
  const before = numbered.find((word) => name.endsWith(word, digits));
  return before === undefined ? end : digits - before.length;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Removes bracketed type arguments, nested ones too. */
export function withoutTypeArguments(name: string): string {
  if (!name.includes('[')) return name;
  let depth = 0;
  let from = 0;
  const kept: string[] = [];
  for (let at = 0; at < name.length; at++) {
    if (name[at] === '[' && depth++ === 0) kept.push(name.slice(from, at));
    if (name[at] === ']' && depth > 0 && --depth === 0) from = at + 1;
  }
  return depth === 0 ? kept.join('') + name.slice(from) : kept.join('');
}

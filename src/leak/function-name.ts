/**
 * A function's name without what the compiler adds: type arguments (`[...]`, `[go.shape.int]`) are dropped, closures
 * (`.func1.2`, `.gowrap1`, `.deferwrap1`, `-fm`, `-range1`) belong to the function that contains them.
 */
export function enclosingFunction(name: string): string {
  return withoutTypeArguments(name).replace(/(\.(func\d+|gowrap\d+|deferwrap\d+|\d+)|-fm|-range\d+)+$/, '');
}

/** Removes bracketed type arguments, nested ones too. */
export function withoutTypeArguments(name: string): string {
  if (!name.includes('[')) return name;
  let depth = 0;
  let kept = '';
  for (const character of name) {
    if (character === '[') depth++;
    if (depth === 0) kept += character;
    if (character === ']' && depth > 0) depth--;
  }
  return kept;
}

const longest = 80;

const tokenLike = /xox[a-z]-|xapp-|bearer\s|basic\s|eyJ[\w-]{8}|AKIA|-----BEGIN|password|secret|token/i;

/** A value as an error may show it: short, on one line, without credentials. Structures are named, not printed. */
export function shownValue(value: unknown): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value === 'object') {
    return Array.isArray(value) ? 'a list' : 'a map';
  }
  const text = withoutUrlSecrets(String(value));
  if (tokenLike.test(text)) {
    return '(hidden)';
  }
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return typeof value === 'string' ? JSON.stringify(short) : short;
}

/** User names, passwords, queries and fragments are where urls carry credentials. */
function withoutUrlSecrets(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/]*@/i, '$1…@').replace(/[?#].+$/s, '?…');
}

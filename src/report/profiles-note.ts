import { plainText } from './plain-text.ts';

/** Which profiles lie next to the report as files, or why none do. */
export type ProfilesNote =
  | { readonly kind: 'attached'; readonly pairs: readonly ProfilePair[] }
  | { readonly kind: 'not-attached'; readonly reason: string }
  /** Nor is the report. */
  | { readonly kind: 'nothing-attached'; readonly reason: string };

/** The names of one replica's first and last profile of one kind, as attached. */
export type ProfilePair = { readonly target: string; readonly base: string; readonly head: string };

/** The exact command for one pair, quoted for a shell where a name needs it. */
export function diffCommand(pair: ProfilePair): string {
  return `go tool pprof -diff_base ${shellWord(pair.base)} ${shellWord(pair.head)}`;
}

function shellWord(name: string): string {
  const word = plainText(name, 200);
  // A leading dash would be read as an option, even in quotes.
  const path = word.startsWith('-') ? `./${word}` : word;
  return /^[\w./@%+:=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

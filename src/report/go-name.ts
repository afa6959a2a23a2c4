import { cutMiddle, plainText } from './plain-text.ts';

const longestName = 96;
const longestPath = 72;

/**
 * A Go function as its readers call it: `example.com/acme/payments/settle.(*Fanout).run` → `settle.(*Fanout).run`.
 * Type arguments become `[...]`; a package that ends in a major version keeps the element before it.
 */
export function shortFunction(name: string): string {
  const clean = foldTypeArguments(plainText(name, 2_000));
  const elements = clean.split('/');
  const last = elements.at(-1) ?? '';
  const short = /^v\d+\./.test(last) && elements.length > 1 ? elements.slice(-2).join('/') : last;
  return cutMiddle(unescapeDots(short) || unescapeDots(clean) || '(no name)', longestName);
}

/** A place as its readers find it: `/build/payments/internal/settle/fanout.go`, 42 → `internal/settle/fanout.go:42`. */
export function shortPlace(place: { readonly file: string; readonly line: number }): string {
  const path = shortPath(plainText(place.file, 2_000));
  if (path === '') return '(no file)';
  return place.line > 0 ? `${path}:${place.line}` : path;
}

function shortPath(file: string): string {
  const elements = file
    .replaceAll('\\', '/')
    .split('/')
    .filter((element) => element !== '' && element !== '.');
  const short = elements.slice(pathStart(elements)).join('/');
  return short.length > longestPath ? `…${short.slice(1 - longestPath)}` : short;
}

/** Index of the first path element worth reading: the module's version, the standard library's root, or the repository's layout. */
function pathStart(elements: readonly string[]): number {
  const version = elements.findLastIndex((element) => element.includes('@'));
  if (version >= 0) return version > 0 && /^v\d+@/.test(elements[version] ?? '') ? version - 1 : version;
  const vendor = elements.lastIndexOf('vendor');
  if (vendor >= 0 && vendor < elements.length - 1) return vendor + 1;
  const goroot = elements.findIndex(
    (element, index) => element === 'src' && /^go(\d|$)/.test(elements[index - 1] ?? ''),
  );
  if (goroot >= 0) return goroot + 1;
  const layout = elements.findLastIndex(
    (element) => element === 'internal' || element === 'cmd' || element === 'pkg',
  );
  return Math.max(layout, elements.length - (layout >= 0 ? 6 : 3), 0);
}

/** Folds balanced brackets, which may hold whole import paths; what never closes is left as it is. */
function foldTypeArguments(name: string): string {
  const open = name.indexOf('[');
  if (open < 0) return name;
  let depth = 0;
  for (let index = open; index < name.length; index++) {
    if (name[index] === '[') depth++;
    if (name[index] === ']') depth--;
    if (depth === 0) return `${name.slice(0, open)}[...]${foldTypeArguments(name.slice(index + 1))}`;
  }
  return name;
}

/** The linker writes a dot in the last import path element as `%2e`. */
function unescapeDots(name: string): string {
  return name.replaceAll('%2e', '.');
}

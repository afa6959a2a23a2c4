import type { Frame } from '../profile/profile.ts';
import { standardLibraryRoots } from './standard-library-roots.ts';

/** Whose code a frame is: the team's, a dependency's, the standard library's or the Go runtime's. */
export const origins = ['own', 'library', 'standard', 'runtime'] as const;

export type Origin = (typeof origins)[number];

/**
 * Tells whose code a frame is. Dependencies carry `@version` or `/vendor/` in their file path (module cache, vendoring);
 * the standard library has no dot in the first element of its import path and one of Go's own directory names there, so
 * that a module called `payments` stays the team's. Module prefixes, where given, decide among the rest.
 */
export function originOf(frame: Pick<Frame, 'function' | 'file'>, modulePrefixes: readonly string[]): Origin {
  const path = packagePath(frame.function);
  if (path === 'main') return 'own';
  if (modulePrefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) return 'own';
  if (path === 'runtime' || path.startsWith('runtime/internal/') || path.startsWith('internal/runtime/'))
    return 'runtime';
  if (isStandard(path)) return 'standard';
  if (path === '' || /@v\d|\/vendor\//.test(frame.file)) return 'library';
  return modulePrefixes.length > 0 && firstElement(path).includes('.') ? 'library' : 'own';
}

/** Import path of a function's package: `github.com/a/b/c` of `github.com/a/b/c.(*T).M[...].func1`; empty when it has none. */
export function packagePath(functionName: string): string {
  // Asked of every frame of every goroutine: no pattern where an index does.
  const typeArguments = functionName.indexOf('[');
  const bare = typeArguments < 0 ? functionName : functionName.slice(0, typeArguments);
  const afterSlash = bare.lastIndexOf('/') + 1;
  const dot = bare.indexOf('.', afterSlash);
  return dot < 0 ? '' : bare.slice(0, dot).replaceAll('%2e', '.');
}

function isStandard(path: string): boolean {
  return standardLibraryRoots.has(firstElement(path));
}

function firstElement(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? path : path.slice(0, slash);
}

import type { Frame } from '../../profile/profile.ts';
import { originOf } from '../frame-origin.ts';
import { enclosingFunction } from '../function-name.ts';
import { knownLibraries } from './known-libraries.ts';
import type { KnownLibrary } from './known-library.ts';

/**
 * The known misuse that a growing stack shows. Only frames between the leaf and the first own function count: below that
 * the library merely called the team's code. Of several libraries the one nearest to own code (or to the goroutine's
 * entry) answers, as its caller called it and not what it uses inside: logrus, not the `io.Pipe` that logrus reads.
 */
export function knownLibraryOf(stack: readonly Frame[]): KnownLibrary | undefined {
  const names = upToOwnCode(stack).map((frame) => comparableName(frame.function));
  const all = new Set(names);
  for (const name of names.toReversed()) {
    const known = tableByFunction.get(name)?.find(({ besides }) => showsOneOf(all, besides));
    if (known !== undefined) return known;
  }
  return undefined;
}

/**
 * A function's name as names are compared: without closures, type arguments, escapes of the last path element
 * (`lumberjack%2ev2`) and major versions (`/v8`, `.v2`), which change nothing about what a library leaves behind.
 */
export function comparableName(name: string): string {
  return enclosingFunction(name)
    .replaceAll('%2e', '.')
    .replace(/[/.]v\d+(?=[/.])/g, '');
}

const tableByFunction = byFunction(knownLibraries);

function byFunction(libraries: readonly KnownLibrary[]): ReadonlyMap<string, readonly KnownLibrary[]> {
  const found = new Map<string, KnownLibrary[]>();
  for (const library of libraries) {
    for (const name of library.functions) {
      const others = found.get(comparableName(name));
      if (others === undefined) found.set(comparableName(name), [library]);
      else others.push(library);
    }
  }
  return found;
}

function showsOneOf(names: ReadonlySet<string>, functions: readonly string[] | undefined): boolean {
  return functions === undefined || functions.some((each) => names.has(comparableName(each)));
}

/** The own function is included: a library that a module replaces by a copy of its own looks like the team's. */
function upToOwnCode(stack: readonly Frame[]): readonly Frame[] {
  const own = stack.findIndex((frame) => originOf(frame, []) === 'own');
  return own < 0 ? stack : stack.slice(0, own + 1);
}

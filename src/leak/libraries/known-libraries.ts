import { cacheLibraries } from './cache-libraries.ts';
import { clientLibraries } from './client-libraries.ts';
import type { KnownLibrary } from './known-library.ts';
import { loggingLibraries } from './logging-libraries.ts';
import { metricLibraries } from './metric-libraries.ts';
import { sqlUses } from './sql-uses.ts';
import { standardLibraryUses } from './standard-library-uses.ts';
import { workerLibraries } from './worker-libraries.ts';

/**
 * Libraries whose misuse leaves goroutines or memory behind. Function names were read off real stacks of programs that
 * misuse them, or off the libraries' sources where no such program could run (mongo-driver, client-go).
 * Contexts are not here: every library makes some, so that a context in a stack says nothing about who forgot to cancel.
 */
export const knownLibraries: readonly KnownLibrary[] = [
  ...loggingLibraries,
  ...cacheLibraries,
  ...metricLibraries,
  ...clientLibraries,
  ...workerLibraries,
  ...sqlUses,
  ...standardLibraryUses,
];

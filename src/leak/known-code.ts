import type { ServiceLibrary } from './libraries/service-library.ts';

/** What the services file says about the code of a service. */
export type KnownCode = {
  /** Import-path prefixes of the team's own code, where the built-in rule is not enough. */
  readonly modulePrefixes: readonly string[];
  /** They come before the libraries that leakcheck knows itself. */
  readonly libraries: readonly ServiceLibrary[];
};

import type { AccessRules } from '../access/access-rules.ts';
import type { Logger } from '../check/logger.ts';
import type { Service } from '../check/service.ts';
import type { Environment } from '../config/environment.ts';
import type { Digest } from '../digest/digest.ts';

/** What each part of `serve` is composed from. */
export type PartDeps = {
  readonly environment: Environment;
  /** A list that changes when the services file does: to be looked into anew each time. */
  readonly services: readonly Service[];
  /** What the services file says now about access over all services. */
  readonly access: () => AccessRules;
  /** Of the services file, as that list is. */
  readonly digests: readonly Digest[];
  readonly logger: Logger;
  /** Aborted when the process is told to stop. */
  readonly signal: AbortSignal;
};

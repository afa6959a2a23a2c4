import type { Allowed, Permissions } from './permissions.ts';
import type { RateLimit } from './rate-limit.ts';

/** What holds over all services. */
export type AccessRules = {
  /** They may do everything with every service, and read the audit log; undefined when the services file names none. */
  readonly admins: Allowed | undefined;
  /** For what belongs to a service that is no longer in the services file. */
  readonly permissions: Permissions;
  /** Checks that one person may start; undefined for any number. */
  readonly personLimit: RateLimit | undefined;
};

import type { Report } from '../report/report.ts';
import type { Logger } from './logger.ts';
import type { ProfileStore } from './profile-store.ts';
import { storedReport } from './stored-report.ts';

/** The stored report of a check, for whom it says most but who can do without: undefined where this process cannot see it. */
export async function reportOrNone(
  deps: { readonly profiles: ProfileStore; readonly logger: Logger },
  check: string,
): Promise<Report | undefined> {
  try {
    return await storedReport(deps.profiles, check);
  } catch (error) {
    deps.logger.warn({ err: error, check }, 'going on without the report');
    return undefined;
  }
}

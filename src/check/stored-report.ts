import { Report } from '../report/report.ts';
import type { ProfileStore } from './profile-store.ts';

/** The report that analysis stored of a check; undefined when this process cannot see one. Throws when it is no report. */
export async function storedReport(profiles: ProfileStore, check: string): Promise<Report | undefined> {
  const bytes = await profiles.getArtefact(check, 'report.json');
  return bytes === undefined ? undefined : Report.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

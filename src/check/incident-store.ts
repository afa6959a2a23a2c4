import type { Incident } from '../incident/incident.ts';
import type { CheckRecord } from '../incident/record-check.ts';

/**
 * The incidents of each service. Changes are made on the whole: what two checks and a click do at the same moment is done one
 * after the other, and none of it is lost. The function that says what changes may be called more than once.
 */
export type IncidentStore = {
  of(service: string): Promise<readonly Incident[]>;
  change(service: string, change: (incidents: readonly Incident[]) => readonly Incident[]): Promise<void>;
  /** Once per check: asked again for the same one, it changes nothing and answers as before. */
  record(
    check: { readonly id: string; readonly service: string },
    record: (incidents: readonly Incident[]) => {
      readonly incidents: readonly Incident[];
      readonly record: CheckRecord;
    },
  ): Promise<CheckRecord>;
};

/** What is stored of a service's incidents is not what this version of leakcheck can read. */
export class UnreadableIncidentsError extends Error {
  override readonly name = 'UnreadableIncidentsError';
}

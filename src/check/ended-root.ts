import { rootCancelled, rootFailed, rootVerdict } from '../report/thread/root-message.ts';
import type { Check } from './check.ts';
import type { Message } from './poster.ts';
import type { PressLog } from './press-log.ts';
import type { ProfileStore } from './profile-store.ts';
import { reportPlace } from './report-place.ts';
import { subjectOf } from './running-root.ts';
import { storedReport } from './stored-report.ts';

/** The root message of a check that has ended; undefined when it has not, or when its report is gone. */
export async function endedRoot(
  deps: { readonly profiles: ProfileStore; readonly presses: PressLog },
  check: Check,
): Promise<Message | undefined> {
  switch (check.state) {
    case 'done': {
      const report = await storedReport(deps.profiles, check.id);
      return report && rootVerdict(report, check.requestedBy, reportPlace(check, report));
    }
    case 'cancelled': {
      const press = await deps.presses.get(check.id, 'cancel');
      return rootCancelled(press?.by ?? 'somebody', subjectOf(check));
    }
    case 'failed':
      return rootFailed('there is no verdict.', 'the thread says why; then ask again.', subjectOf(check));
    default:
      return undefined;
  }
}

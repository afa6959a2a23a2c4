import { rootCancelled } from '../report/thread/root-message.ts';
import type { Check } from './check.ts';
import type { Logger } from './logger.ts';
import type { Poster } from './poster.ts';
import { subjectOf } from './running-root.ts';

/** Turns the root message of a cancelled check into who cancelled it. It is cancelled whether or not Slack takes the edit. */
export async function showCancelled(
  deps: { readonly poster: Pick<Poster, 'update'>; readonly logger: Logger },
  check: Check,
  by: string,
): Promise<void> {
  if (check.rootTs === undefined) {
    return;
  }
  try {
    const message = rootCancelled(by, subjectOf(check));
    await deps.poster.update({ channel: check.channel, ts: check.rootTs, message });
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'cancelled, but the root message could not be edited');
  }
}

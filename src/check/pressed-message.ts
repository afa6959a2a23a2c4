import { standingEscalation } from '../incident/escalation.ts';
import { escalatedLine } from '../report/thread/escalated-line.ts';
import { pressedButtons } from '../report/thread/pressed-buttons.ts';
import { withPressedLine } from '../report/thread/pressed-line.ts';
import type { ThreadMessage } from '../report/thread/thread-message.ts';
import { verdictActions } from '../report/thread/verdict-message.ts';
import { leaksOf } from './check-leaks.ts';
import type { CheckStore } from './check-store.ts';
import type { IncidentStore } from './incident-store.ts';
import type { Logger } from './logger.ts';
import type { Poster } from './poster.ts';
import type { PressLog } from './press-log.ts';
import type { ProfileStore } from './profile-store.ts';
import { reportOrNone } from './report-or-none.ts';

/** The message that a button sits in, as it was when the button was pressed. */
export type ButtonMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: Readonly<ThreadMessage['blocks']>;
};

export type ShowPressDeps = {
  readonly poster: Pick<Poster, 'update'>;
  readonly presses: PressLog;
  readonly store: Pick<CheckStore, 'get'>;
  readonly incidents: IncidentStore;
  readonly profiles: ProfileStore;
  readonly logger: Logger;
};

type Blocks = ThreadMessage['blocks'];

/**
 * Shows every press of this check in the buttons' places: all of them, because two buttons pressed at once each see a
 * message without the other. Best effort: what was pressed has been done, whether or not Slack takes the edit.
 */
export async function showPresses(deps: ShowPressDeps, check: string, message: ButtonMessage): Promise<void> {
  try {
    let blocks = await withEscalations(deps, check, [...message.blocks]);
    for (const action of [verdictActions.rerun, verdictActions.rerunLonger]) {
      blocks = await withPress(deps, check, { action, blocks });
    }
    const { channel, ts, text } = message;
    await deps.poster.update({ channel, ts, message: { text, blocks } });
  } catch (error) {
    deps.logger.warn({ err: error, check }, 'a pressed button could not be replaced');
  }
}

async function withPress(
  { presses }: ShowPressDeps,
  check: string,
  { action, blocks }: { readonly action: PressedButton; readonly blocks: Blocks },
): Promise<Blocks> {
  const press = await presses.get(check, action);
  return press === undefined ? blocks : pressedButtons(blocks, action, press.by, press.atMs);
}

/** A leak is escalated once: be it from another check, or by itself. A check without leaks is escalated as such. */
async function withEscalations(deps: ShowPressDeps, id: string, blocks: Blocks): Promise<Blocks> {
  const action = verdictActions.escalate;
  const check = await deps.store.get(id);
  const leaks = check && (await leaksOf(deps, check, await reportOrNone(deps, id)));
  if (leaks === undefined || leaks.due.length + leaks.escalated.length === 0) {
    return withPress(deps, id, { action, blocks });
  }
  if (leaks.escalated.length === 0) return blocks;
  const times = leaks.escalated.flatMap((incident) => standingEscalation(incident) ?? []);
  const line = escalatedLine(times, leaks.due.length + leaks.escalated.length);
  return withPressedLine(blocks, { actionId: action, line, isLeft: leaks.due.length > 0 });
}

type PressedButton = (typeof verdictActions)[keyof typeof verdictActions];

import { longerWindowMs } from '../report/longer-window.ts';
import type { Check } from './check.ts';
import type { PressedAction, PressLog } from './press-log.ts';
import { type ButtonMessage, showPresses } from './pressed-message.ts';
import type { ProfileStore } from './profile-store.ts';
import { requestCheck } from './request-check.ts';
import type { RequestDeps } from './request-deps.ts';
import { AlreadyPressedError, UnknownCheckError } from './request-errors.ts';
import { demandRight } from './rights.ts';
import type { UserGroups } from './user-groups.ts';

export type PressDeps = RequestDeps & {
  readonly presses: PressLog;
  readonly profiles: ProfileStore;
  /** For groups that must be of this workspace, where the rules name those of others as well; the rules' own unless given. */
  readonly ownGroups?: UserGroups;
};

export type RerunPress = {
  /** The id in the button. */
  readonly check: string;
  readonly action: Extract<PressedAction, 'leakcheck.rerun' | 'leakcheck.rerun_longer'>;
  /** Slack user id. */
  readonly by: string;
  readonly message: ButtonMessage | undefined;
};

/** How long a press holds its button while it is worked on; a process that dies in between frees it so. */
const pressHoldMs = 60_000;

/**
 * Asks the question of a check again, over the same or the proposed window, in the presser's name. The first press wins;
 * one that comes to nothing leaves the button for the next. Throws UnknownCheckError, NotAllowedError, AlreadyPressedError, and what
 * `requestCheck` throws.
 */
export async function pressRerun(deps: PressDeps, press: RerunPress): Promise<Check> {
  const original = await findCheck(deps, press.check);
  // Before the button is taken: whoever may not must not keep it, not even for a moment, from those who may.
  const person = { user: press.by, channel: original.channel };
  await demandRight(deps, { service: original.service, action: 'check', person });
  return oncePressed(deps, press, () =>
    requestCheck(deps, {
      service: original.service,
      window: press.action === 'leakcheck.rerun' ? original.windowMs : longerWindow(original),
      requestedBy: press.by,
      channel: original.channel,
      // A thread that leakcheck chose is chosen anew, by what is known now.
      threadTs: original.joinsKnown === true ? undefined : original.threadTs,
    }),
  );
}

/** The check that a button belongs to. Throws an UnknownCheckError when it is no longer known. */
export async function findCheck(deps: Pick<PressDeps, 'store'>, id: string): Promise<Check> {
  const check = await deps.store.get(id);
  if (check === undefined) {
    throw new UnknownCheckError(id);
  }
  return check;
}

/** Does what a button says for the first who presses it, then shows who it was. Throws an AlreadyPressedError. */
export async function oncePressed<T>(
  deps: Pick<PressDeps, 'store' | 'presses' | 'poster' | 'incidents' | 'profiles' | 'logger' | 'clock'>,
  press: {
    readonly check: string;
    readonly action: PressedAction;
    readonly by: string;
    readonly message: ButtonMessage | undefined;
  },
  work: () => Promise<T>,
): Promise<T> {
  const { check, action, by, message } = press;
  const key = `press:${check}:${action}`;
  const earlier = await deps.presses.get(check, action);
  if (earlier !== undefined || !(await deps.store.claim(key, pressHoldMs))) {
    throw new AlreadyPressedError(action, earlier);
  }
  const done = await giveBackOnFailure(deps, key, work);
  await deps.presses.set(check, action, { by, atMs: deps.clock() });
  if (message !== undefined) {
    await showPresses(deps, check, message);
  }
  return done;
}

async function giveBackOnFailure<T>(
  deps: Pick<PressDeps, 'store' | 'logger'>,
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await deps.store.unclaim(key).catch((unclaimError: unknown) => {
      deps.logger.warn({ err: unclaimError, key }, 'a failed press still holds its button for a while');
    });
    throw error;
  }
}

function longerWindow({ windowMs, outcome }: Check): number {
  const proposedWindowMs = outcome?.proposedWindowMs;
  const window = { ms: windowMs, captures: 0, from: '', to: '' };
  return (
    longerWindowMs(proposedWindowMs === undefined ? { window } : { window, proposedWindowMs }) ?? windowMs
  );
}

import type { PostLog } from './post-log.ts';

/** What people can do once to a check: its buttons, and cancelling it. */
export type PressedAction = 'leakcheck.rerun' | 'leakcheck.rerun_longer' | 'leakcheck.escalate' | 'cancel';

/** Who did it and when. */
export type Press = { readonly by: string; readonly atMs: number };

/** Who pressed what, for as long as the check is known: it is shown in the thread and outlives a restart. */
export type PressLog = {
  get(check: string, action: PressedAction): Promise<Press | undefined>;
  set(check: string, action: PressedAction, press: Press): Promise<void>;
};

/** Keeps presses beside the records of what was posted: a press, too, is something that a thread shows once. */
export function pressLogIn(postLog: PostLog): PressLog {
  return {
    get: async (check, action) => {
      const record = await postLog.get(check, keyOf(action));
      return record?.state === 'posted' ? parsePress(record.ts) : undefined;
    },
    set: (check, action, { by, atMs }) =>
      postLog.set(check, keyOf(action), { state: 'posted', ts: `${by}@${atMs}` }),
  };
}

function keyOf(action: PressedAction): string {
  return `pressed-${action}`;
}

function parsePress(text: string): Press | undefined {
  const [, by, atMs] = /^(\w+)@(\d+)$/.exec(text) ?? [];
  return by === undefined ? undefined : { by, atMs: Number(atMs) };
}

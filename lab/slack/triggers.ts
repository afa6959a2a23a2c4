import { randomBytes } from 'node:crypto';
import { SlackFailure } from './slack-failure.ts';

interface Trigger {
  readonly user: string;
  /** The modal in which the person acted, where a new one may be pushed upon. */
  readonly viewId?: string;
}

export interface Triggers {
  issue(trigger: Trigger): string;
  /** A trigger is good for one view, for 3 seconds. Throws SlackFailure. */
  exchange(id: string): Trigger;
}

export function triggers(nowMs: () => number, lifeMs: number): Triggers {
  const issued = new Map<string, Trigger & { readonly atMs: number; readonly isUsed: boolean }>();
  return {
    issue: (trigger) => {
      const id = `${nowMs()}.${issued.size}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { ...trigger, atMs: nowMs(), isUsed: false });
      return id;
    },
    exchange: (id) => {
      const trigger = issued.get(id);
      if (trigger === undefined) throw new SlackFailure('invalid_trigger_id');
      if (trigger.isUsed) throw new SlackFailure('exchanged_trigger_id');
      if (nowMs() - trigger.atMs > lifeMs) throw new SlackFailure('expired_trigger_id');
      issued.set(id, { ...trigger, isUsed: true });
      return trigger;
    },
  };
}

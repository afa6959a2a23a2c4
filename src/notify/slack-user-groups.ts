import type { WebClient } from '@slack/web-api';
import type { Logger } from '../check/logger.ts';
import type { PostError } from '../check/poster.ts';
import type { GroupMembers, GroupProblem, UserGroups } from '../check/user-groups.ts';
import { translateSlackError } from './translate-slack-error.ts';

/** Somebody who joins a group waits this long at most; somebody who leaves it may go on as long. */
const keepMs = 5 * 60_000;
/** People wait for the answer: what failed is not tried again at each of their clicks. */
const failedKeepMs = 15_000;

type Known = { readonly answer: GroupMembers; readonly untilMs: number };

/**
 * Who is in a user group, by `usergroups.users.list` (scope `usergroups:read`), kept for five minutes. While Slack does not answer,
 * what it said last holds, however old; what it refuses to tell is not known any more.
 */
export function createSlackUserGroups(options: {
  /** Works with the client of the workspace whose groups they are. */
  readonly call: <T>(work: (client: WebClient) => Promise<T>) => Promise<T>;
  readonly clock: () => number;
  readonly logger: Logger;
}): UserGroups {
  const { call, clock, logger } = options;
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<GroupMembers>>();

  const ask = async (group: string): Promise<GroupMembers> => {
    const last = known.get(group)?.answer;
    try {
      const { users = [] } = await call((client) => client.usergroups.users.list({ usergroup: group }));
      return keep(group, { users: new Set(users) }, keepMs);
    } catch (thrown) {
      const error = translateSlackError(thrown);
      const problem = problemOf(group, error);
      if (problem.why === 'no-answer' && last !== undefined && 'users' in last) {
        logger.warn(
          { err: error, group },
          'Slack does not say who is in a user group: what it said last holds',
        );
        return keep(group, last, failedKeepMs);
      }
      logger.warn({ err: error, group }, 'it is not known who is in a user group');
      return keep(group, { problem }, failedKeepMs);
    }
  };
  const keep = (group: string, answer: GroupMembers, forMs: number) => {
    known.set(group, { answer, untilMs: clock() + forMs });
    return answer;
  };

  return {
    membersOf: async (group) => {
      const last = known.get(group);
      if (last !== undefined && clock() < last.untilMs) return last.answer;
      const answer = asking.get(group) ?? ask(group).finally(() => asking.delete(group));
      asking.set(group, answer);
      return answer;
    },
  };
}

function problemOf(group: string, { kind, code }: PostError): GroupProblem {
  if (kind !== 'refused') return { group, why: 'no-answer', code: undefined };
  if (code === 'missing_scope') return { group, why: 'missing-scope', code };
  if (code === 'no_such_subteam') return { group, why: 'no-such-group', code };
  return { group, why: 'refused', code };
}

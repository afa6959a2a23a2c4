import type { AccessRules } from '../access/access-rules.ts';
import type { Service } from '../check/service.ts';
import type { GroupMembers, GroupProblem } from '../check/user-groups.ts';
import { ConfigError } from '../config/config-error.ts';
import { parseSlackEnvironment } from '../config/environment.ts';
import type { Variables } from '../config/expand-variables.ts';
import { createSlackClient } from '../notify/slack-client.ts';
import { createSlackUserGroups } from '../notify/slack-user-groups.ts';
import { plural } from '../report/units.ts';
import { type Examination, skipAll } from './examination.ts';

const name = 'User groups';
const answerWithinMs = 5_000;
const ignore = () => undefined;
/** What does not work is what is examined: it is told there. */
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Whether Slack knows each user group that the services file names, and says who is in those of its rules; nothing where it names none. */
export async function examineUserGroups(
  file: { readonly services: readonly Service[]; readonly access: AccessRules },
  env: Variables,
): Promise<readonly Examination[]> {
  const groups = groupsOf(file);
  const owners = ownersOf(file).filter((group) => !groups.includes(group));
  if (groups.length + owners.length === 0) return [];
  try {
    const slack = parseSlackEnvironment(env);
    if (!('botToken' in slack)) return skipAll([name], 'each is in one of several workspaces: not asked for');
    const { botToken: token, apiUrl } = slack;
    const client = createSlackClient({ token, apiUrl, timeoutMs: answerWithinMs });
    const userGroups = createSlackUserGroups({
      call: (work) => work(client),
      clock: Date.now,
      logger: silent,
    });
    const ofRules = await Promise.all(
      groups.map(async (group): Promise<Examination> => {
        const members = await userGroups.membersOf(group);
        if ('problem' in members) return { name, state: 'fail', ...wordsOf(members.problem) };
        const count = plural(members.users.size, 'member');
        return members.users.size === 0
          ? { name, state: 'warn', says: `${group} has no members, so its rules let in nobody` }
          : { name, state: 'ok', says: `${group} has ${count}` };
      }),
    );
    const ofOwners = await Promise.all(
      owners.map(async (group) => ownerExamination(group, await userGroups.membersOf(group))),
    );
    return [...ofRules, ...ofOwners];
  } catch (error) {
    // The environment's own problems are told where it is examined.
    if (error instanceof ConfigError) return skipAll([name], 'Slack could not be asked who is in them');
    throw error;
  }
}

/** An owner's group is mentioned, which needs no right to see who is in it: without the scope there is nothing to say against it. */
function ownerExamination(group: string, members: GroupMembers): Examination {
  if (!('problem' in members)) {
    const count = plural(members.users.size, 'member');
    return { name, state: 'ok', says: `${group}, which Escalate mentions, has ${count}` };
  }
  const { why } = members.problem;
  if (why === 'missing-scope') {
    const says = `${group}, which Escalate mentions, cannot be looked at without usergroups:read`;
    return { name, state: 'skipped', says };
  }
  const { says, nextStep } = wordsOf(members.problem);
  return why === 'no-such-group'
    ? { name, state: 'fail', says: `${says}: Escalate would call nobody by it`, nextStep }
    : { name, state: 'warn', says, nextStep };
}

function ownersOf({ services }: Parameters<typeof examineUserGroups>[0]): readonly string[] {
  return [...new Set(services.flatMap(({ owner }) => owner?.userGroup ?? []))];
}

function groupsOf({ services, access }: Parameters<typeof examineUserGroups>[0]): readonly string[] {
  const rules = [access.admins, ...services.flatMap(({ permissions }) => Object.values(permissions ?? {}))];
  return [...new Set(rules.flatMap((allowed) => allowed?.userGroups ?? []))];
}

function wordsOf({ group, why, code }: GroupProblem): { readonly says: string; readonly nextStep: string } {
  switch (why) {
    case 'missing-scope':
      return {
        says: `the app may not see who is in ${group}, so its rules let in nobody`,
        nextStep: 'Add usergroups:read under OAuth & Permissions, and install the app again.',
      };
    case 'no-such-group':
      return {
        says: `Slack knows no user group ${group}, or it is disabled`,
        nextStep: 'Correct its id in the services file: People → User groups → ⋯ → Copy group ID.',
      };
    case 'no-answer':
      return { says: `Slack did not say who is in ${group}`, nextStep: 'Try again in a minute.' };
    case 'refused':
      return {
        says: `Slack refused to say who is in ${group} (${code ?? 'no reason given'})`,
        nextStep: 'Look at what is said about the bot token.',
      };
  }
}

import type { Allowed, ServiceAction } from '../access/permissions.ts';
import { CheckLimitError, NotAdminError, NotAllowedError } from '../check/access-errors.ts';
import type { Message } from '../check/poster.ts';
import type { GroupProblem } from '../check/user-groups.ts';
import { escapeMrkdwn, mention, mrkdwnCode, slackDate } from '../report/escape-mrkdwn.ts';
import { formatWindow, plural } from '../report/units.ts';
import { replyMessage } from './reply-message.ts';

/** A mention takes 15 characters, and a section of Slack's 3,000: the services file itself may name more. */
const longestList = 60;

/** What a person reads who may not, or not yet: who may, or when. Undefined for every other error. */
export function accessReply(error: unknown): Message | undefined {
  if (error instanceof NotAllowedError) return notAllowed(error);
  if (error instanceof NotAdminError) return notAdmin(error);
  if (error instanceof CheckLimitError) return limited(error);
  return undefined;
}

/** `@payments-oncall, @ann, anybody in #payments`: in a message to one person, mentions call nobody. */
export function whoMay({ userGroups, users, channels }: Allowed): string {
  const names = [
    ...userGroups.map(groupName),
    ...users.map(mention),
    ...channels.map((channel) => `anybody in <#${channel}>`),
  ];
  const more = names.length > longestList ? [`${names.length - longestList} more in the services file`] : [];
  return [...names.slice(0, longestList), ...more].join(', ');
}

/** Why Slack does not say who is in a user group, and what mends it. */
export function groupProblemSentence({ group, why, code }: GroupProblem): string {
  const name = groupName(group);
  switch (why) {
    case 'missing-scope':
      return `I cannot see who is in ${name}: the app lacks the scope \`usergroups:read\`, which who runs leakcheck can add.`;
    case 'no-such-group':
      return `Slack knows no user group ${mrkdwnCode(group)}, or it is disabled: who runs leakcheck should look at the services file.`;
    case 'no-answer':
      return `Slack did not say who is in ${name}, so I cannot know whether you are: try again in a minute.`;
    case 'refused':
      return `Slack refused to say who is in ${name} (${mrkdwnCode(code ?? 'no reason given', 60)}): who runs leakcheck should run \`leakcheck doctor\`.`;
  }
}

const deeds: Readonly<Record<ServiceAction, (service: string) => string>> = {
  check: (service) => `check ${service}, or cancel its checks`,
  escalate: (service) => `escalate checks of ${service}`,
  silence: (service) => `acknowledge, snooze, resolve or silence leaks of ${service}`,
};

function notAllowed({ action, service, who, admins, problems }: NotAllowedError): Message {
  const adminsToo = admins === undefined ? '' : `; and the admins: ${whoMay(admins)}`;
  return replyMessage(
    [
      `You may not ${deeds[action](`*${escapeMrkdwn(service, 80)}*`)}, so nothing was done. Who may: ${whoMay(who)}${adminsToo}.`,
      ...problems.map(groupProblemSentence),
    ].join('\n'),
    `ask one of them, or have who runs leakcheck name you under ${mrkdwnCode(`permissions: ${action}`)} in the services file.`,
  );
}

function notAdmin({ admins, problems }: NotAdminError): Message {
  if (admins === undefined) {
    return replyMessage(
      'Only admins may do this, and the services file names none.',
      'who runs leakcheck adds `admins: [U0123456789]` to the services file; it counts some seconds later.',
    );
  }
  return replyMessage(
    [`Only admins may do this: ${whoMay(admins)}.`, ...problems.map(groupProblemSentence)].join('\n'),
    'ask one of them, or have who runs leakcheck name you under `admins` in the services file.',
  );
}

function limited({ of, service, limit, freeAtMs }: CheckLimitError): Message {
  const window = formatWindow(limit.windowMs);
  const text =
    of === 'person'
      ? `You have started ${plural(limit.checks, 'check')} within ${window}, as many as one person may, so nothing was started. What runs goes on.`
      : `${plural(limit.checks, 'check')} of *${escapeMrkdwn(service, 80)}* ${limit.checks === 1 ? 'was' : 'were'} started within ${window}, as many as it is to bear, so nothing was started. What runs goes on.`;
  const history = mrkdwnCode(`/leakcheck history ${service}`, 120);
  return replyMessage(
    text,
    `ask again from ${slackDate(freeAtMs, '{time_secs}')} on; ${history} shows the last verdicts.`,
  );
}

function groupName(group: string): string {
  return /^S[A-Z0-9]+$/.test(group) ? `<!subteam^${group}>` : escapeMrkdwn(group, 80);
}

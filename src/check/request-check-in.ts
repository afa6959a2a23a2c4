import { escapeMrkdwn } from '../report/escape-mrkdwn.ts';
import type { Check } from './check.ts';
import { allowChannel, type CheckQuestion, requestCheck } from './request-check.ts';
import type { RequestDeps } from './request-deps.ts';
import { demandRight } from './rights.ts';
import { tellThere } from './tell-there.ts';

/**
 * Starts a check in a channel that was chosen from outside of it. Rules may let in whoever is in a channel, and nobody is to make
 * leakcheck write where they do not belong, so that the person is told there first: Slack refuses that for whoever is not in it.
 * `where`: the place that they asked from, in words. Throws a NotAMemberError, and what `requestCheck` throws; after each of them
 * nothing is queued.
 */
export async function requestCheckIn(
  deps: RequestDeps,
  question: CheckQuestion & { readonly where: string },
): Promise<Check> {
  const { service, channel, requestedBy: user, where } = question;
  const known = deps.services.find(({ name }) => name === service);
  // A name that there is not is told as ever, with those alone that the person may check.
  if (known === undefined) return requestCheck(deps, question);
  allowChannel(known, channel);
  await demandRight(deps, { service, action: 'check', person: { user, channel } });
  await tellThere(
    deps,
    { user, channel },
    `You asked from ${where} to check *${escapeMrkdwn(service, 80)}* in this channel.`,
  );
  return requestCheck(deps, question);
}

import { standingEscalation } from '../incident/escalation.ts';
import type { Report } from '../report/report.ts';
import type { Check } from './check.ts';
import { type CheckLeaks, leaksOf } from './check-leaks.ts';
import type { EscalationWay } from './escalation-way.ts';
import { findCheck, type PressDeps } from './press-button.ts';
import { type ButtonMessage, showPresses } from './pressed-message.ts';
import { reportOrNone } from './report-or-none.ts';
import {
  AlreadyEscalatedError,
  AlreadyPressedError,
  LeaksOverError,
  NoOwnerError,
} from './request-errors.ts';
import { demandRight } from './rights.ts';
import type { Owner } from './service.ts';
import type { GroupProblem } from './user-groups.ts';

export const escalateAction = 'leakcheck.escalate';

export type EscalationRequest = {
  readonly check: string;
  /** Slack user id. */
  readonly by: string;
  /** Undefined when the message with the button is not at hand: then it keeps its button. */
  readonly message: ButtonMessage | undefined;
};

export type EscalationPlan = {
  readonly check: Check;
  /** Undefined where only ways out of Slack are named. */
  readonly owner: Owner | undefined;
  /** Out of Slack, in the order of the services file. */
  readonly ways: readonly EscalationWay[];
  /** With none at all the check itself is told of. */
  readonly leaks: CheckLeaks;
  /** Undefined where this process cannot see it. */
  readonly report: Report | undefined;
  /** Slack knows no such user group: its mention would call nobody. */
  readonly unknownGroup: GroupProblem | undefined;
};

/**
 * Who would be told about a check, and of which of its leaks: of those that were not escalated yet. Throws UnknownCheckError,
 * NotAllowedError, NoOwnerError; LeaksOverError where all of them are resolved or silenced since; AlreadyEscalatedError, or
 * AlreadyPressedError for a check without leaks, when there is nothing left to tell: then the message shows who did.
 */
export async function planEscalation(
  deps: PressDeps,
  { check: id, by, message }: EscalationRequest,
): Promise<EscalationPlan> {
  const check = await findCheck(deps, id);
  await demandRight(deps, {
    service: check.service,
    action: 'escalate',
    person: { user: by, channel: message?.channel ?? check.channel },
  });
  const service = deps.services.find(({ name }) => name === check.service);
  const { owner, escalation: ways = [] } = service ?? {};
  const isReachable = owner?.userGroup !== undefined || owner?.channel !== undefined;
  if (!isReachable && ways.length === 0) {
    throw new NoOwnerError(check.service);
  }
  const report = await reportOrNone(deps, id);
  const leaks = await leaksOf(deps, check, report);
  const over = await whyOver(deps, check, { leaks, report });
  if (over !== undefined) {
    if (message !== undefined) await showPresses(deps, id, message);
    throw over;
  }
  const unknownGroup = await unknownGroupOf(deps, owner);
  return { check, owner: isReachable ? owner : undefined, ways, leaks, report, unknownGroup };
}

async function unknownGroupOf(
  { userGroups, ownGroups = userGroups }: Pick<PressDeps, 'userGroups' | 'ownGroups'>,
  owner: Owner | undefined,
): Promise<GroupProblem | undefined> {
  if (owner?.userGroup === undefined) return undefined;
  const members = await ownGroups.membersOf(owner.userGroup);
  // Without the scope nobody knows; then the mention is what it is.
  return 'problem' in members && members.problem.why === 'no-such-group' ? members.problem : undefined;
}

async function whyOver(
  { presses }: Pick<PressDeps, 'presses'>,
  { id, service }: Check,
  {
    leaks: { due, escalated, over },
    report,
  }: { readonly leaks: CheckLeaks; readonly report: Report | undefined },
): Promise<Error | undefined> {
  if (due.length > 0) return undefined;
  if (escalated.length > 0) {
    return new AlreadyEscalatedError(
      service,
      escalated.flatMap((incident) => standingEscalation(incident) ?? []),
    );
  }
  const earlier = await presses.get(id, escalateAction);
  if (earlier !== undefined) return new AlreadyPressedError(escalateAction, earlier);
  // Memory that grows outside Go is no leak with a life of its own: the check tells of it.
  const isOutside = report?.replicas.some(({ outsideGo }) => outsideGo !== undefined) === true;
  return over.length > 0 && !isOutside ? new LeaksOverError(service, over) : undefined;
}

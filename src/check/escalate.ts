import { escapeMrkdwn } from '../report/escape-mrkdwn.ts';
import { section } from '../report/thread/thread-message.ts';
import { formatPerMinute } from '../report/units.ts';
import type { Check } from './check.ts';
import { threadOf } from './check.ts';
import type { Escalation, EscalationChannel } from './escalation.ts';
import { postOnce } from './post-once.ts';
import { PostError } from './poster.ts';
import { findCheck, oncePressed, type PressDeps } from './press-button.ts';
import type { ButtonMessage } from './pressed-message.ts';
import type { ProfileStore } from './profile-store.ts';
import { EscalationFailedError, NoOwnerError } from './request-errors.ts';
import { demandRight, type RightsDeps } from './rights.ts';
import type { Owner } from './service.ts';
import { storedReport } from './stored-report.ts';

export type EscalateDeps = PressDeps & {
  readonly profiles: ProfileStore;
  readonly escalations: readonly EscalationChannel[];
};

export type EscalationRequest = {
  readonly check: string;
  /** Slack user id. */
  readonly by: string;
  /** Undefined when the message with the button is not at hand: then it keeps its button. */
  readonly message: ButtonMessage | undefined;
};

const action = 'leakcheck.escalate';

/** Who would be told about a check, for somebody who may escalate it. Throws UnknownCheckError, NotAllowedError, NoOwnerError. */
export async function planEscalation(
  deps: Pick<EscalateDeps, 'store'> & RightsDeps,
  { check: id, by, message }: EscalationRequest,
): Promise<{ readonly check: Check; readonly owner: Owner }> {
  const check = await findCheck(deps, id);
  const person = { user: by, channel: message?.channel ?? check.channel };
  await demandRight(deps, { service: check.service, action: 'escalate', person });
  const owner = deps.services.find(({ name }) => name === check.service)?.owner;
  if (owner === undefined || (owner.userGroup === undefined && owner.channel === undefined)) {
    throw new NoOwnerError(check.service);
  }
  return { check, owner };
}

/**
 * Tells the owner of a check's service, once however often it is pressed; answers that check. A way that fails is named in the thread; when
 * all fail the button stays. Throws UnknownCheckError, NotAllowedError, NoOwnerError, AlreadyPressedError, EscalationFailedError.
 */
export async function escalate(
  deps: EscalateDeps,
  request: EscalationRequest & { readonly note: string },
): Promise<Check> {
  const { check, owner } = await planEscalation(deps, request);
  await oncePressed(deps, { ...request, action }, async () => {
    const escalation: Escalation = {
      check,
      owner,
      by: request.by,
      note: request.note.trim(),
      summary: await summaryOf(deps, check),
      permalink: await linkTo(deps, check),
    };
    await tellAll(deps, escalation);
  });
  return check;
}

async function tellAll(deps: EscalateDeps, escalation: Escalation): Promise<void> {
  const { check, owner } = escalation;
  const ways = deps.escalations.filter((way) => way.reaches(owner));
  const failures: { readonly problem: string; readonly error: unknown }[] = [];
  for (const way of ways) {
    try {
      await way.tell(escalation);
    } catch (error) {
      deps.logger.error(
        { err: error, check: check.id, way: way.name },
        'the owner could not be told this way',
      );
      failures.push({ problem: `${way.name}: ${reasonOf(error)}`, error });
    }
  }
  const problems = failures.map(({ problem }) => problem);
  if (failures.length === ways.length) {
    throw new EscalationFailedError(check.service, problems, failures[0]?.error);
  }
  if (failures.length > 0) {
    await reportInThread(deps, check, problems);
  }
}

async function reportInThread(deps: EscalateDeps, check: Check, problems: readonly string[]): Promise<void> {
  const lines = [
    'Not everybody could be told:',
    ...problems.map((problem) => `• ${escapeMrkdwn(problem, 400)}`),
    'Next step: invite the bot to that channel (`/invite @leakcheck`), or tell its people yourself.',
  ];
  const to = { channel: check.channel, threadTs: threadOf(check) };
  try {
    const message = { text: lines.join('\n'), blocks: [section(lines)] };
    await postOnce(deps, { check: check.id, key: 'escalation-problem', to, message });
  } catch (error) {
    deps.logger.error({ err: error, check: check.id }, 'the thread does not say who was not told');
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof PostError)) {
    return 'an internal error, see the log';
  }
  switch (error.code) {
    case 'not_in_channel':
    case 'channel_not_found':
      return 'the bot is not in that channel';
    case 'is_archived':
      return 'that channel is archived';
    default:
      return error.message;
  }
}

/** The report says most; where this process cannot see it, the check's outcome says enough. */
async function summaryOf(deps: EscalateDeps, check: Check): Promise<readonly string[]> {
  const { outcome } = check;
  const verdict = outcome === undefined ? [] : [`Verdict: ${outcome.verdict}. ${outcome.reason}`];
  try {
    const worst = (await storedReport(deps.profiles, check.id))?.findings[0];
    if (worst === undefined) {
      return verdict;
    }
    const { culprit, growth, kind } = worst;
    return [
      ...verdict,
      `Worst: \`${culprit.function}\` at \`${culprit.file}:${culprit.line}\`, ${formatPerMinute(growth.perMinute, kind)}`,
    ];
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'escalated without the report');
    return verdict;
  }
}

async function linkTo(deps: EscalateDeps, check: Check): Promise<string | undefined> {
  if (check.rootTs === undefined) {
    return undefined;
  }
  try {
    return await deps.poster.permalink({ channel: check.channel, ts: check.rootTs });
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'escalated without a link');
    return undefined;
  }
}

import { escapeMrkdwn } from '../report/escape-mrkdwn.ts';
import { section } from '../report/thread/thread-message.ts';
import type { Escalation, EscalationChannel } from './escalation.ts';
import type { OwnerUntold } from './escalation-record.ts';
import type { Logger } from './logger.ts';
import { type PostOnceDeps, postOnce } from './post-once.ts';
import { PostError } from './poster.ts';
import { EscalationFailedError } from './request-errors.ts';

export type TellOwnerDeps = PostOnceDeps & {
  readonly escalations: readonly EscalationChannel[];
  readonly logger: Logger;
};

/**
 * Tells an owner over Slack; a way that fails is named in the thread. Throws an EscalationFailedError when all fail, with the first
 * failure as its cause.
 */
export async function tellOwner(deps: TellOwnerDeps, escalation: Escalation): Promise<void> {
  const { service, check } = escalation;
  const ways = deps.escalations.filter((way) => way.reaches(escalation));
  const failures: { readonly problem: string; readonly error: unknown }[] = [];
  for (const way of ways) {
    try {
      await way.tell(escalation);
    } catch (error) {
      deps.logger.error({ err: error, check, way: way.name }, 'the owner could not be told this way');
      failures.push({ problem: `${way.name}: ${reasonOf(error)}`, error });
    }
  }
  const problems = failures.map(({ problem }) => problem);
  if (failures.length === ways.length) {
    throw new EscalationFailedError(service, problems, failures[0]?.error);
  }
  if (failures.length > 0) {
    await reportInThread(deps, escalation, problems);
  }
}

/** What is kept of a failure to tell an owner, for whoever reads what came of the escalation. */
export function ownerUntold({ cause, problems }: EscalationFailedError, atMs: number): OwnerUntold {
  const isRefused = cause instanceof PostError && cause.kind === 'refused';
  return { atMs, isRefused, problems: [...problems] };
}

async function reportInThread(
  deps: TellOwnerDeps,
  { check, thread: to, key }: Escalation,
  problems: readonly string[],
): Promise<void> {
  const lines = [
    'Not everybody could be told:',
    ...problems.map((problem) => `• ${escapeMrkdwn(problem, 400)}`),
    'Next step: invite the bot to that channel (`/invite @leakcheck`), or tell its people yourself.',
  ];
  try {
    const message = { text: lines.join('\n'), blocks: [section(lines)] };
    await postOnce(deps, { check, key: `${key}-problem`, to, message });
  } catch (error) {
    deps.logger.error({ err: error, check }, 'the thread does not say who was not told');
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

import { mention, proseMrkdwn } from '../report/escape-mrkdwn.ts';
import { rootFailed } from '../report/thread/root-message.ts';
import { context, section } from '../report/thread/thread-message.ts';
import type { Check } from './check.ts';
import type { Logger } from './logger.ts';
import { alonePost, postInThread } from './post-in-thread.ts';
import { type PostOnceDeps, postOnce } from './post-once.ts';
import { type Message, PostError } from './poster.ts';
import { subjectOf } from './running-root.ts';

export type CheckProblem = { readonly reason: string; readonly nextStep: string };

type TellDeps = PostOnceDeps & { readonly logger: Logger };

/**
 * Says that there will be no verdict: a reply that tells who asked why and what to do, and the root message's last edit.
 * Throws a PostError when trying again may help; what Slack refuses for good is logged.
 */
export async function tellFailure(deps: TellDeps, check: Check, problem: CheckProblem): Promise<void> {
  const { reason, nextStep } = problem;
  const subject = `${mention(check.requestedBy)} *No verdict for ${proseMrkdwn(check.service, 80)}*`;
  await reply(deps, check, failure(`${subject}: ${proseMrkdwn(reason, 1_200)}`, nextStep));
  if (check.rootTs !== undefined) {
    const message = rootFailed(reason, nextStep, subjectOf(check));
    const edit = { channel: check.channel, ts: check.rootTs, message };
    await unlessRefused(deps, check, () => deps.poster.update(edit));
  }
}

/** For a report that got stuck after its verdict: the verdict stands, what should have followed it is missing. */
export async function tellRestMissing(
  deps: TellDeps,
  check: Check,
  { reason, nextStep }: CheckProblem,
): Promise<void> {
  const line = `The verdict stands, but *the rest of this report is missing:* ${proseMrkdwn(reason, 1_200)}`;
  const message = failure(line, nextStep);
  // A verdict that had to become a message of its own has the rest in its thread.
  const alone = await alonePost(deps, check.id, 'verdict');
  if (alone === undefined) return reply(deps, check, message);
  const to = { channel: check.channel, threadTs: alone };
  await unlessRefused(deps, check, () => postOnce(deps, { check: check.id, key: 'failed', to, message }));
}

function failure(line: string, nextStep: string): Message {
  const next = `Next step: ${proseMrkdwn(nextStep, 1_200)}`;
  return { text: `${line} ${next}`, blocks: [section([line]), context([next])] };
}

async function reply(deps: TellDeps, check: Check, message: Message): Promise<void> {
  await unlessRefused(deps, check, () => postInThread(deps, check, { key: 'failed', message }));
}

async function unlessRefused(deps: TellDeps, check: Check, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof PostError) || error.kind !== 'refused') {
      throw error;
    }
    deps.logger.error({ err: error, check: check.id }, 'Slack refused to show why there is no verdict');
  }
}

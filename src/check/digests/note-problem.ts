import { type DigestRun, runId } from '../../digest/digest.ts';
import type { Logger } from '../logger.ts';
import type { PostError } from '../poster.ts';
import { tokenRefusals } from '../workspaces/token-refused.ts';
import type { DigestStore } from './digest-store.ts';

type Words = { readonly problem: string; readonly nextStep: string };

/**
 * Notes why a run could not be posted, for `/leakcheck digest list`, and answers whether it is still worth another try: until the next
 * run has begun, which then tells of all that happened since the last one that was posted.
 */
export async function noteProblem(
  deps: { readonly digests: DigestStore; readonly clock: () => number; readonly logger: Logger },
  run: DigestRun,
  error: PostError,
): Promise<boolean> {
  const { digest, dueMs } = run;
  const { progress, problem } = await deps.digests.recordOf(digest.name);
  const isWorthwhile = progress === undefined || progress.handledMs <= dueMs;
  const words = problemWords(error);
  const log = { err: error, run: runId(run), channel: digest.channel, ...words };
  if (!isWorthwhile) deps.logger.error(log, 'a digest could not be posted: the next one takes its place');
  else if (problem?.dueMs !== dueMs) deps.logger.error(log, 'a digest cannot be posted yet');
  await deps.digests.note(digest.name, { problem: { dueMs, atMs: deps.clock(), ...words } });
  return isWorthwhile;
}

const refusals: Readonly<Record<string, Words>> = {
  channel_not_found: {
    problem: 'Slack knows no such channel, or does not show it to leakcheck',
    nextStep: 'correct the channel’s id, or `/invite @leakcheck` there',
  },
  not_in_channel: {
    problem: 'leakcheck is not in the channel',
    nextStep: 'type `/invite @leakcheck` there',
  },
  is_archived: {
    problem: 'the channel is archived',
    nextStep: 'open it again, or give the digest another channel',
  },
  ...Object.fromEntries(
    [...tokenRefusals].map((code) => [
      code,
      {
        problem: 'Slack takes leakcheck’s token no more',
        nextStep:
          'install the app again and restart leakcheck with its new token; `leakcheck doctor` checks it',
      },
    ]),
  ),
};

function problemWords({ kind, code }: PostError): Words {
  if (kind !== 'refused') {
    return { problem: 'Slack did not take it', nextStep: 'wait: it is tried again and again' };
  }
  return (
    refusals[code ?? ''] ?? {
      problem: `Slack refused it (${code ?? 'no reason given'})`,
      nextStep: 'see whether leakcheck may post in that channel',
    }
  );
}

import { type DigestRun, runId } from '../../digest/digest.ts';
import { digestMessage } from '../../digest/digest-message.ts';
import type { DigestFacts } from '../../digest/facts.ts';
import type { Logger } from '../logger.ts';
import { type PostOnceDeps, postOnce } from '../post-once.ts';
import { PostError, type UploadFile } from '../poster.ts';
import { chartKey } from './post-trend-chart.ts';

export type RootDeps = PostOnceDeps & {
  readonly logger: Logger;
  /** Waits for as long as Slack usually takes to process a file. */
  readonly untilShown?: () => Promise<void>;
};

/** Slack refuses a message with an image that it has not processed yet. */
const imageTries = 6;

/** Posts the digest's message, once, with its chart where Slack shows it there. Throws a PostError. */
export async function postRoot(
  deps: RootDeps,
  run: DigestRun,
  facts: DigestFacts,
  chart: UploadFile | undefined,
): Promise<string> {
  const isThere = (await deps.postLog.get(runId(run), rootKey))?.state === 'posted';
  const fileId = isThere || chart === undefined ? undefined : await hiddenFile(deps, run, chart);
  if (fileId === undefined || chart === undefined) return await post(deps, run, facts);
  for (let tried = 1; tried <= imageTries; tried += 1) {
    await deps.untilShown?.();
    try {
      const ts = await post(deps, run, facts, { fileId, altText: chart.altText ?? chart.title });
      await deps.postLog.set(runId(run), chartKey, { state: 'posted', ts: fileId });
      return ts;
    } catch (error) {
      if (!(error instanceof PostError) || error.code !== 'invalid_blocks') throw error;
      deps.logger.info({ err: error, run: runId(run), tried }, 'Slack does not show a digest’s chart yet');
    }
  }
  return await post(deps, run, facts);
}

/** Names the message of a run among all that is posted of it. */
export const rootKey = 'root';

async function post(
  deps: RootDeps,
  run: DigestRun,
  facts: DigestFacts,
  image?: { readonly fileId: string; readonly altText: string },
): Promise<string> {
  const to = { channel: run.digest.channel, threadTs: undefined };
  const message = digestMessage(facts, image);
  return (await postOnce(deps, { check: runId(run), key: rootKey, to, message })).ts;
}

/** A chart that Slack does not take is no reason to hold back the message: the thread is tried for it then. */
async function hiddenFile(
  { poster, logger }: RootDeps,
  run: DigestRun,
  chart: UploadFile,
): Promise<string | undefined> {
  try {
    const [id] = await poster.upload([chart]);
    if (id === undefined) return undefined;
    await poster.share({ to: undefined, files: [{ id, title: chart.title }], comment: undefined });
    return id;
  } catch (error) {
    if (!(error instanceof PostError)) throw error;
    logger.warn({ err: error, run: runId(run) }, 'a digest goes without its chart in it');
    return undefined;
  }
}

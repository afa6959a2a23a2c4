import { rootFailed } from '../report/thread/root-message.ts';
import type { Check } from './check.ts';
import { postOnce } from './post-once.ts';
import { PostError } from './poster.ts';
import { pressLogIn } from './press-log.ts';
import type { RequestDeps } from './request-deps.ts';
import { NotInChannelError } from './request-errors.ts';
import { reserve } from './reserve.ts';
import { runningRoot, subjectOf } from './running-root.ts';
import { showCancelled } from './show-cancelled.ts';

/**
 * Takes a reserved check from its record over the root message into the queue, in this order: whatever is interrupted,
 * the thread can be told. Throws AlreadyRunningError, NotInChannelError, PostError, Store- or QueueUnavailableError; after
 * each of them nothing is queued and nothing reserved.
 */
export async function startCheck(deps: RequestDeps, check: Check): Promise<Check> {
  const rootTs = await createWithRoot(deps, check);
  const rooted = { ...check, rootTs };
  try {
    await deps.store.setRoot(check.id, rootTs);
    if (await wasCancelled(deps, rooted)) return { ...rooted, state: 'cancelled' };
    await deps.queue.add({ id: check.id, service: check.service, windowMs: check.windowMs });
  } catch (error) {
    await sayNotQueued(deps, rooted);
    await abandon(deps, check);
    throw error;
  }
  const state = await noteQueued(deps, check);
  if (state === 'queued') await sayWithoutWorkers(deps, check);
  return { ...rooted, state };
}

async function createWithRoot(deps: RequestDeps, check: Check): Promise<string> {
  try {
    await deps.store.create(check);
    await reserve(deps, check);
    return await postRoot(deps, check);
  } catch (error) {
    await abandon(deps, check);
    const code = error instanceof PostError ? error.code : undefined;
    throw code === 'not_in_channel' || code === 'channel_not_found'
      ? new NotInChannelError('The bot is not in this channel.', {
          cause: error,
          isDirect: check.channel.startsWith('D'),
        })
      : error;
  }
}

/** A lost answer is looked for once, at once: whoever asked is waiting, and no job will come back to it. */
async function postRoot(deps: RequestDeps, check: Check): Promise<string> {
  const root = {
    check: check.id,
    key: 'root',
    to: { channel: check.channel, threadTs: check.threadTs },
    message: runningRoot(check, deps.clock()),
  };
  try {
    return (await postOnce(deps, root)).ts;
  } catch (error) {
    if (!(error instanceof PostError) || error.kind !== 'lost') {
      throw error;
    }
    deps.logger.warn({ err: error, check: check.id }, 'answer to the root message lost, looking for it');
    return (await postOnce(deps, root)).ts;
  }
}

/** Whoever cancels before the root message is on record cannot edit it: then that is done here, and nothing is queued. */
async function wasCancelled(deps: RequestDeps, check: Check): Promise<boolean> {
  if ((await deps.store.get(check.id))?.state !== 'cancelled') {
    return false;
  }
  const press = await pressLogIn(deps.postLog).get(check.id, 'cancel');
  await showCancelled(deps, check, press?.by ?? 'somebody');
  return true;
}

/** A worker may have begun by now: then its word on the state stands. The check runs, whatever fails here. */
async function noteQueued(deps: RequestDeps, check: Check): Promise<Check['state']> {
  try {
    const isQueued = await deps.store.setState(check.id, 'queued');
    return isQueued ? 'queued' : ((await deps.store.stateOf(check.id)) ?? 'queued');
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'queued check still recorded as requested');
    return 'queued';
  }
}

/** The check waits for a worker; where none is connected it may wait for ever, and whoever asked should know. */
async function sayWithoutWorkers(deps: RequestDeps, check: Check): Promise<void> {
  try {
    if ((await deps.queue.counts()).workers > 0) return;
    const text = `No leakcheck worker is connected, so check \`${check.id}\` waits. Next step: start one with \`leakcheck serve --role worker\`, or stop waiting with \`/leakcheck cancel ${check.id}\`.`;
    // Whoever asked is not in a thread that leakcheck chose.
    const threadTs = check.joinsKnown === true ? undefined : check.threadTs;
    const to = { channel: check.channel, threadTs };
    await deps.poster.postEphemeral({ to, user: check.requestedBy, message: { text, blocks: [] } });
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'could not say whether a worker is connected');
  }
}

async function sayNotQueued(deps: RequestDeps, check: Check & { readonly rootTs: string }): Promise<void> {
  const message = rootFailed(
    'the queue could not be reached, so nothing was queued.',
    'ask again in a minute; if it stays so, the operators of leakcheck should look at Redis.',
    subjectOf(check),
  );
  await quietly(deps, check, () => deps.poster.update({ channel: check.channel, ts: check.rootTs, message }));
}

/** Leaves nothing behind that would block the next request. The store may be the very thing that failed. */
async function abandon(deps: RequestDeps, check: Check): Promise<void> {
  await quietly(deps, check, () => deps.store.setState(check.id, 'failed'));
  await quietly(deps, check, () => deps.store.release(check));
}

async function quietly(deps: RequestDeps, check: Check, tidy: () => Promise<unknown>): Promise<void> {
  try {
    await tidy();
  } catch (error) {
    deps.logger.error({ err: error, check: check.id }, 'could not tidy up after a check that was not queued');
  }
}

import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Logger } from '../../check/logger.ts';
import { PostError } from '../../check/poster.ts';
import type { CachedInstallations } from '../../check/workspaces/cached-installations.ts';
import type { Installations } from '../../check/workspaces/installations.ts';
import { UnreadableInstallationError } from '../../check/workspaces/installations.ts';

type UninstallDeps = {
  readonly installations: Pick<Installations, 'get' | 'remove'>;
  readonly cached: Pick<CachedInstallations, 'drop'>;
  /** Throws for a token that Slack does not take. */
  readonly identify: (token: string) => Promise<unknown>;
  readonly logger: Logger;
};

const Revoked = z.object({ tokens: z.object({ bot: z.array(z.string()).default([]) }) });

type Where = {
  readonly teamId?: string;
  readonly enterpriseId?: string;
  readonly isEnterpriseInstall: boolean;
};

/** A workspace that takes leakcheck out, or its bot's token back, is forgotten: its token is deleted. */
export function listenToUninstall(app: App, deps: UninstallDeps): void {
  app.event('app_uninstalled', ({ context }) => forget(deps, context));
  app.event('tokens_revoked', async ({ event, context }) => {
    // Tokens of people are none of leakcheck's.
    if (Revoked.parse(event).tokens.bot.length > 0) await forget(deps, context);
  });
}

async function forget(deps: UninstallDeps, where: Where): Promise<void> {
  const id = where.isEnterpriseInstall ? where.enterpriseId : where.teamId;
  if (id === undefined) return;
  // Slack's events may come late, and again: after it was installed anew, say.
  if (await isTaken(deps, id)) {
    deps.logger.info({ installation: id }, 'an installation was said to be over, and is kept');
    return;
  }
  await deps.installations.remove(id);
  deps.cached.drop();
  deps.logger.info({ installation: id }, 'leakcheck was taken out of a workspace, and its token is deleted');
}

/** Whether Slack takes the token. Where it does not answer, it may: a workspace loses more by it than by a token that is worth nothing. */
async function isTaken({ installations, identify, logger }: UninstallDeps, id: string): Promise<boolean> {
  try {
    const installation = await installations.get(id);
    if (installation === undefined) return false;
    await identify(installation.botToken);
    return true;
  } catch (error) {
    if (!(error instanceof UnreadableInstallationError) && !(error instanceof PostError)) throw error;
    if (error instanceof PostError && error.kind !== 'refused') {
      logger.error({ err: error, installation: id }, 'Slack does not say whether an installation is over');
      return true;
    }
    logger.debug({ err: error, installation: id }, 'a token is not taken any more');
    return false;
  }
}

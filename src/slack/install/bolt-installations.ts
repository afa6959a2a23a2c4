import type { InstallationStore } from '@slack/oauth';
import { z } from 'zod';
import type { CachedInstallations } from '../../check/workspaces/cached-installations.ts';
import type { Installation, Installations } from '../../check/workspaces/installations.ts';
import { notInstalled } from '../../check/workspaces/token-refused.ts';

const named = z
  .object({ id: z.string().regex(/^[TE][A-Z0-9]{2,20}$/), name: z.string().optional() })
  .nullish()
  .transform((value) => value ?? undefined);

/** What Slack grants, of which only the bot's part is kept: a token of a person is dropped. */
const Granted = z.object({
  team: named,
  enterprise: named,
  isEnterpriseInstall: z.boolean().default(false),
  user: z.object({ id: z.string() }),
  bot: z.object({
    token: z.string().startsWith('xoxb-'),
    id: z.string(),
    userId: z.string(),
    scopes: z.array(z.string()),
  }),
});

/** Reads what Slack granted. Throws where it is no bot of a workspace or organisation; never with a token in it. */
export function installationOf(granted: unknown, nowMs: number): Installation {
  const read = Granted.safeParse(granted);
  const data = read.data;
  const isPlaced =
    data !== undefined && (data.isEnterpriseInstall ? data.enterprise : data.team) !== undefined;
  if (data === undefined || !isPlaced) {
    throw new Error(
      `Slack granted no bot of a workspace: ${read.error?.issues.map(({ path }) => path.join('.'))}`,
    );
  }
  const { team, enterprise, bot, user } = data;
  return {
    team: data.isEnterpriseInstall ? undefined : team,
    enterprise,
    botToken: bot.token,
    botId: bot.id,
    botUserId: bot.userId,
    scopes: bot.scopes,
    installedBy: user.id,
    installedAtMs: nowMs,
  };
}

/** The installations as Bolt's OAuth wants them. */
export function boltInstallations(deps: {
  readonly installations: Installations;
  readonly cached: CachedInstallations;
  readonly clock: () => number;
}): InstallationStore {
  const { installations, cached, clock } = deps;
  return {
    storeInstallation: async (granted) => {
      await installations.put(installationOf(granted, clock()));
      cached.drop();
    },
    fetchInstallation: async ({ teamId, enterpriseId }) => {
      const installation = await cached.of({ team: teamId, enterprise: enterpriseId });
      if (installation === undefined) throw notInstalled(teamId ?? enterpriseId);
      return grantedOf(installation);
    },
    deleteInstallation: async ({ teamId, enterpriseId, isEnterpriseInstall }) => {
      const id = isEnterpriseInstall ? enterpriseId : teamId;
      if (id !== undefined) await installations.remove(id);
      cached.drop();
    },
  };
}

function grantedOf(installation: Installation): Awaited<ReturnType<InstallationStore['fetchInstallation']>> {
  const { team, enterprise, botToken, botId, botUserId, scopes, installedBy } = installation;
  const bot = { token: botToken, id: botId, userId: botUserId, scopes: [...scopes] };
  const user = { id: installedBy, token: undefined, scopes: undefined };
  const common = { bot, user, authVersion: 'v2' } as const;
  if (team !== undefined) {
    return {
      ...common,
      team: plain(team),
      enterprise: enterprise && plain(enterprise),
      isEnterpriseInstall: false,
    };
  }
  if (enterprise === undefined) throw new Error('An installation is in a workspace or an organisation.');
  return { ...common, team: undefined, enterprise: plain(enterprise), isEnterpriseInstall: true };
}

function plain({ id, name }: { readonly id: string; readonly name?: string | undefined }) {
  return name === undefined ? { id } : { id, name };
}

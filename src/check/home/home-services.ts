import type { ServiceAction } from '../../access/permissions.ts';
import { serviceActions } from '../../access/permissions.ts';
import { type RightsDeps, rightTo } from '../rights.ts';
import type { Service } from '../service.ts';
import type { GroupProblem } from '../user-groups.ts';

/** Where a person is who asks from Home: no channel, and no rule names it. */
export const homeChannel = 'home';

/** What a person may do with a service: wherever they are, or only in these channels. */
export type HomeRight = { readonly action: ServiceAction; readonly channels: readonly string[] | undefined };

export type HomeService = { readonly service: Service; readonly rights: readonly HomeRight[] };

/**
 * The services of a person: with which they may do something, be it only in some channel (who is in it is Slack's to know, and seen to
 * when they ask there), or whose owners they are among. In the services file's order.
 */
export async function homeServices(
  deps: RightsDeps,
  user: string,
): Promise<{ readonly services: readonly HomeService[]; readonly problems: readonly GroupProblem[] }> {
  const all = await Promise.all(deps.services.map((service) => homeService(deps, service, user)));
  return {
    services: all.flatMap(({ rights, service, isOwner }) =>
      rights.length > 0 || isOwner ? [{ service, rights }] : [],
    ),
    problems: all.flatMap(({ problems }) => problems),
  };
}

async function homeService(deps: RightsDeps, service: Service, user: string) {
  const person = { user, channel: homeChannel };
  const rights: HomeRight[] = [];
  const problems: GroupProblem[] = [];
  for (const action of serviceActions) {
    const right = await rightTo(deps, { service: service.name, action, person });
    const channels = right.may ? undefined : channelsFor(deps, service, action);
    if (right.may || (channels ?? []).length > 0) rights.push({ action, channels });
    else problems.push(...right.problems);
  }
  const isOwner = rights.length === 0 && (await isAmongOwners(deps, service, user));
  return { service, rights, problems, isOwner };
}

function channelsFor(deps: RightsDeps, { permissions }: Service, action: ServiceAction): readonly string[] {
  const own = permissions?.[action]?.channels ?? [];
  return [...new Set([...own, ...(deps.access().admins?.channels ?? [])])];
}

async function isAmongOwners({ userGroups }: RightsDeps, { owner }: Service, user: string): Promise<boolean> {
  if (owner?.userGroup === undefined) return false;
  const members = await userGroups.membersOf(owner.userGroup);
  return 'users' in members && members.users.has(user);
}

import type { AccessRules } from '../access/access-rules.ts';
import { isAdmin, mayDo } from '../access/may-do.ts';
import type { Allowed, Permissions, Person, ServiceAction } from '../access/permissions.ts';
import { NotAdminError, NotAllowedError } from './access-errors.ts';
import type { Service } from './service.ts';
import type { GroupProblem, UserGroups } from './user-groups.ts';

export type RightsDeps = {
  readonly services: readonly Service[];
  /** As the services file has them now. */
  readonly access: () => AccessRules;
  readonly userGroups: UserGroups;
};

/** What somebody wants to do with a service. */
export type Wish = {
  readonly service: string;
  readonly action: ServiceAction;
  readonly person: Person;
};

/** Whether it is allowed; user groups of which it is not known who is in them are told where they could have mattered. */
export type Right = { readonly may: boolean; readonly problems: readonly GroupProblem[] };

/** Whether a person may do this with a service. Asks Slack for no more than the rules make necessary. */
export async function rightTo(deps: RightsDeps, { service, action, person }: Wish): Promise<Right> {
  const { admins } = deps.access();
  const rules = { permissions: permissionsOf(deps, service), admins };
  return decided(deps, person, [rules.permissions[action], admins], (known) => mayDo(rules, action, known));
}

/** Throws a NotAllowedError that names who may. */
export async function demandRight(deps: RightsDeps, wish: Wish): Promise<void> {
  const { may, problems } = await rightTo(deps, wish);
  const who = permissionsOf(deps, wish.service)[wish.action];
  if (may || who === undefined) return;
  const { service, action } = wish;
  throw new NotAllowedError({ service, action, who, admins: deps.access().admins, problems });
}

/** Whether a person is an admin. */
export async function adminRight(deps: Omit<RightsDeps, 'services'>, person: Person): Promise<Right> {
  const { admins } = deps.access();
  return decided(deps, person, [admins], (known) => isAdmin(admins, known));
}

/** Throws a NotAdminError that names the admins. */
export async function demandAdmin(deps: Omit<RightsDeps, 'services'>, person: Person): Promise<void> {
  const { may, problems } = await adminRight(deps, person);
  if (!may) throw new NotAdminError(deps.access().admins, problems);
}

/** Who may do what with a service; with one that is not in the services file any more, what its defaults say. */
function permissionsOf(deps: Omit<RightsDeps, 'userGroups'>, name: string): Permissions {
  const service = deps.services.find((each) => each.name === name);
  return service === undefined ? deps.access().permissions : (service.permissions ?? {});
}

async function decided(
  { userGroups }: Pick<RightsDeps, 'userGroups'>,
  person: Person,
  rules: readonly (Allowed | undefined)[],
  may: (person: Person & { readonly groups: ReadonlySet<string> }) => boolean,
): Promise<Right> {
  if (may({ ...person, groups: new Set() })) return { may: true, problems: [] };
  const asked = [...new Set(rules.flatMap((allowed) => allowed?.userGroups ?? []))];
  const answers = await Promise.all(
    asked.map(async (group) => ({ group, members: await userGroups.membersOf(group) })),
  );
  const groups = answers.flatMap(({ group, members }) =>
    'users' in members && members.users.has(person.user) ? [group] : [],
  );
  if (may({ ...person, groups: new Set(groups) })) return { may: true, problems: [] };
  const problems = answers.flatMap(({ members }) => ('problem' in members ? [members.problem] : []));
  return { may: false, problems };
}

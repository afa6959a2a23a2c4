import type { Allowed, Permissions, Person, ServiceAction } from './permissions.ts';

/** Whether this person may do this: where no rule speaks of it everybody may, and admins always. */
export function mayDo(
  rules: { readonly permissions: Permissions; readonly admins: Allowed | undefined },
  action: ServiceAction,
  person: Person & { readonly groups: ReadonlySet<string> },
): boolean {
  const allowed = rules.permissions[action];
  return allowed === undefined || isAmong(allowed, person) || isAdmin(rules.admins, person);
}

/** Whether this person is an admin; nobody is when none are named. */
export function isAdmin(
  admins: Allowed | undefined,
  person: Person & { readonly groups: ReadonlySet<string> },
): boolean {
  return admins !== undefined && isAmong(admins, person);
}

function isAmong(
  { users, userGroups, channels }: Allowed,
  { user, channel, groups }: Person & { readonly groups: ReadonlySet<string> },
): boolean {
  return users.includes(user) || channels.includes(channel) || userGroups.some((group) => groups.has(group));
}

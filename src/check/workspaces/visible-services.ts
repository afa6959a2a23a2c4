import type { Owner, Service } from '../service.ts';

/** The services that a workspace may see, those that name it and those that name none, as they are from there. */
export function visibleServices(services: readonly Service[], team: string | undefined): readonly Service[] {
  if (team === undefined) return services;
  return services
    .filter(({ workspaces }) => workspaces === undefined || workspaces.includes(team))
    .map((service) => ({ ...service, owner: service.owner && ownerFrom(team, service.owner) }));
}

/** A user group is mentioned in its own workspace only; a channel can be posted to from everywhere. */
function ownerFrom(team: string, owner: Owner): Owner {
  if (owner.workspace === undefined || owner.workspace === team) return owner;
  return { ...owner, userGroup: undefined, isElsewhere: true };
}

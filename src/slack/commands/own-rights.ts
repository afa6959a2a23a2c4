import { type Person, type ServiceAction, serviceActions } from '../../access/permissions.ts';
import { type RightsDeps, rightTo } from '../../check/rights.ts';
import type { Service } from '../../check/service.ts';
import type { GroupProblem } from '../../check/user-groups.ts';
import { groupProblemSentence } from '../access-replies.ts';

/** A service with what a person may do with it where they are. */
export type OwnRights = {
  readonly service: Service;
  readonly may: readonly ServiceAction[];
  readonly problems: readonly GroupProblem[];
};

/** What a person may do with each service, in the services file's order. */
export async function ownRights(deps: RightsDeps, person: Person): Promise<readonly OwnRights[]> {
  return Promise.all(
    deps.services.map(async (service) => {
      const rights = await Promise.all(
        serviceActions.map((action) => rightTo(deps, { service: service.name, action, person })),
      );
      return {
        service,
        may: serviceActions.filter((_, index) => rights[index]?.may === true),
        problems: rights.flatMap(({ problems }) => problems),
      };
    }),
  );
}

/** A sentence for each user group of which Slack does not say who is in it. */
export function problemSentences(problems: readonly GroupProblem[]): readonly string[] {
  return [...new Set(problems.map(groupProblemSentence))];
}

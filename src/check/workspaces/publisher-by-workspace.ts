import type { Publisher } from '../publisher.ts';

/** Publishes each check in its own workspace. */
export function publisherByWorkspace(create: (team: string | undefined) => Publisher): Publisher {
  const publishers = new Map<string | undefined, Publisher>();
  const of = (team: string | undefined) => {
    const publisher = publishers.get(team) ?? create(team);
    publishers.set(team, publisher);
    return publisher;
  };
  return {
    progress: (check) => of(check.team).progress(check),
    publish: (check, plan) => of(check.team).publish(check, plan),
    fail: (check, problem) => of(check.team).fail(check, problem),
  };
}

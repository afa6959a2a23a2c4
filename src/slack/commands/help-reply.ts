import type { Person } from '../../access/permissions.ts';
import { homeChannel, homeServices } from '../../check/home/home-services.ts';
import type { Message } from '../../check/poster.ts';
import { adminRight, type RightsDeps } from '../../check/rights.ts';
import { pagedMessage } from '../paged-list.ts';
import { type OwnRights, ownRights, problemSentences } from './own-rights.ts';

/** Every command that a person may use, with what it does. */
export async function helpReply(deps: RightsDeps, person: Person): Promise<Message> {
  const [services, admin] = await Promise.all([ownRights(deps, person), adminRight(deps, person)]);
  const mayCheck = await mayCheckAny(deps, person, services);
  const problems = [...services.flatMap((each) => each.problems), ...admin.problems];
  const lines = [
    ...(mayCheck
      ? [
          '`/leakcheck payments 5m` checks a service over a window (`10s` to `24h`; without one, the service’s default)',
        ]
      : []),
    '`/leakcheck list` shows the services that you can check',
    '`/leakcheck status` shows the running checks and the queue',
    ...(mayCheck ? ['`/leakcheck cancel <id>` stops a running check'] : []),
    '`/leakcheck history [service]` shows the last verdicts',
    '`/leakcheck incidents [service]` shows the known leaks: new, acknowledged, snoozed, silenced, resolved; of one service also what can be done about each',
    '`/leakcheck digest` shows the digests; `/leakcheck digest add morning 0 9 * * 1-5 Europe/Berlin` has one posted here on weekdays at 9; `pause`, `resume` and `remove` take its name',
    ...(admin.may ? ['`/leakcheck audit [service] [n]` shows who did what, and when'] : []),
    ...(mayCheck
      ? ['`@leakcheck payments 5m` does the same as the command; inside a thread it answers in that thread']
      : []),
  ];
  return pagedMessage({
    list: { kind: 'list' },
    title:
      '*leakcheck* says whether a Go service leaks, how sure it is, which stack is to blame and how to fix it.',
    items: lines.map((line) => line.replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
    page: 0,
    pages: 1,
    footer: [
      mayCheck
        ? 'A check asks every replica for heap and goroutine profiles, and has it collect garbage at each capture.'
        : 'You may check no service here: who runs leakcheck says in the services file who may.',
      ...problemSentences(problems),
    ],
  });
}

/** In Home what may be checked in some channel counts too: its buttons ask for one. */
async function mayCheckAny(
  deps: RightsDeps,
  { user, channel }: Person,
  services: readonly OwnRights[],
): Promise<boolean> {
  if (services.length === 0 || services.some(({ may }) => may.includes('check'))) return true;
  if (channel !== homeChannel) return false;
  const own = await homeServices(deps, user);
  return own.services.some(({ rights }) => rights.some(({ action }) => action === 'check'));
}

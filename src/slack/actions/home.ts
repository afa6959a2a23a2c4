import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { homeChannel } from '../../check/home/home-services.ts';
import { audited, type Deed } from '../audited.ts';
import { helpReply } from '../commands/help-reply.ts';
import { homeActions } from '../home/home-actions.ts';
import { homeFailureView } from '../home/home-view.ts';
import { ownIncidents } from '../home/own-incidents.ts';
import { publishHome } from '../home/publish-home.ts';
import type { Asker, DepsIn, ListenerDeps } from '../listener-deps.ts';
import { replyMessage } from '../reply-message.ts';
import { answeringInNewModal, type Shown } from '../views/answering-in-modal.ts';
import { checkTitle } from '../views/check-modal.ts';
import { checkModalOrWhy } from '../views/offer-check.ts';

/** A button of Home as Slack reports its press: there is no channel and no message. */
const HomePress = z.object({
  trigger_id: z.string(),
  user: z.object({ id: z.string() }),
  view: z.object({ private_metadata: z.string() }),
  actions: z.array(z.object({ value: z.string() })).min(1),
});

type Press = {
  readonly asker: Asker;
  readonly value: string;
  /** The page of Home that the button is on. */
  readonly page: number;
  readonly triggerId: string;
};

/** The buttons of Home. Each shows its answer in a modal and Home anew, or Home alone. */
export function listenToHome(app: App, depsIn: DepsIn): void {
  onPress(app, depsIn, homeActions.check, (deps, press, client) => ask(deps, client, press, press.value));
  onPress(app, depsIn, homeActions.checkAny, (deps, press, client) => ask(deps, client, press, undefined));
  onPress(app, depsIn, homeActions.incidents, (deps, press, client) =>
    show(deps, client, { press, title: 'Known leaks', what: 'incidents' }, () =>
      ownIncidents(deps, press.asker, 0),
    ),
  );
  onPress(app, depsIn, homeActions.help, (deps, press, client) =>
    show(deps, client, { press, title: 'Help', what: 'help' }, () => helpReply(deps, press.asker)),
  );
  onPress(app, depsIn, homeActions.refresh, (deps, press, client) => turn(deps, client, press, press.page));
  for (const action of [homeActions.previous, homeActions.next]) {
    onPress(app, depsIn, action, (deps, press, client) => turn(deps, client, press, pageOf(press.value)));
  }
}

type Client = Pick<WebClient, 'views'>;

function onPress(
  app: App,
  depsIn: DepsIn,
  action: string,
  work: (deps: ListenerDeps, press: Press, client: Client) => Promise<void>,
): void {
  app.action(action, async ({ ack, body, client, context }) => {
    await ack();
    const deps = depsIn(context);
    const { trigger_id: triggerId, user, view, actions } = HomePress.parse(body);
    if (!(await isFirstDelivery(deps, triggerId))) return;
    const asker = { user: user.id, channel: homeChannel, threadTs: undefined };
    await work(
      deps,
      { asker, value: actions[0]?.value ?? '', page: pageOf(view.private_metadata), triggerId },
      client,
    );
  });
}

function ask(deps: ListenerDeps, client: Client, press: Press, service: string | undefined): Promise<void> {
  const { asker, page } = press;
  const deed = { press, title: checkTitle, what: 'open_check', service };
  return show(deps, client, deed, () =>
    checkModalOrWhy(deps, asker, { context: { from: 'home', page }, preselected: service }),
  );
}

async function show(
  deps: ListenerDeps,
  client: Client,
  {
    press,
    title,
    what,
    service,
  }: { press: Press; title: string; what: string; service?: string | undefined },
  work: () => Promise<Shown>,
): Promise<void> {
  const { asker, triggerId, page } = press;
  const deed: Deed = {
    what,
    via: 'button',
    ...(service === undefined ? {} : { service: service.slice(0, 80) }),
  };
  if (await answeringInNewModal(deps, client, { title, triggerId, asker, deed }, work)) {
    await publishHome(deps, client, { user: asker.user, page });
    return;
  }
  const why = replyMessage('The window could not be opened.', 'press *Refresh*, and then the button again.');
  await client.views.publish({ user_id: asker.user, view: homeFailureView(why, page) });
}

async function turn(deps: ListenerDeps, client: Client, press: Press, page: number): Promise<void> {
  const deed = { what: page === press.page ? 'refresh_home' : 'turn_home', via: 'button' } as const;
  await audited(deps, { asker: press.asker, deed }, () =>
    publishHome(deps, client, { user: press.asker.user, page }),
  );
}

/** What is no page is the first one. */
function pageOf(text: string): number {
  return /^\d{1,4}$/.test(text) ? Number(text) : 0;
}

import { homeServices } from '../../check/home/home-services.ts';
import type { Message } from '../../check/poster.ts';
import { incidentsReply } from '../commands/incidents-reply.ts';
import type { Asker, ListenerDeps } from '../listener-deps.ts';
import { replyMessage } from '../reply-message.ts';

/** A page of the leaks that are known of a person's services. Throws a StoreUnavailableError. */
export async function ownIncidents(deps: ListenerDeps, asker: Asker, page: number): Promise<Message> {
  const { services } = await homeServices(deps, asker.user);
  const among = services.map(({ service }) => service.name);
  const reply = await incidentsReply(deps, { service: undefined, among, person: asker, page });
  return (
    reply ??
    replyMessage('No leak of your services is known.', 'check one of them: *Check a service* in Home.')
  );
}

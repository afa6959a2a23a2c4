import { homeServices } from '../../check/home/home-services.ts';
import type { Message } from '../../check/poster.ts';
import { section } from '../../report/thread/thread-message.ts';
import { incidentsReply } from '../commands/incidents-reply.ts';
import type { Asker, ListenerDeps } from '../listener-deps.ts';
import { replyMessage } from '../reply-message.ts';
import { noServiceLines } from './no-service-lines.ts';

/** A page of the leaks that are known of a person's services. Throws a StoreUnavailableError. */
export async function ownIncidents(deps: ListenerDeps, asker: Asker, page: number): Promise<Message> {
  const { services } = await homeServices(deps, asker.user);
  if (services.length === 0) {
    const lines = noServiceLines(deps.services.length, deps.access().admins);
    return { text: lines.join(' '), blocks: [section(lines)] };
  }
  const among = services.map(({ service }) => service.name);
  const reply = await incidentsReply(deps, { service: undefined, among, person: asker, page });
  return (
    reply ??
    replyMessage('No leak of your services is known.', 'check one of them: *Check a service* in Home.')
  );
}

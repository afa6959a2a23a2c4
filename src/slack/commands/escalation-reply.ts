import { outcomeLines } from '../../check/outcomes-message.ts';
import type { Message } from '../../check/poster.ts';
import type { ListenerDeps } from '../listener-deps.ts';
import { pagedMessage, pageOfLines } from '../paged-list.ts';
import { replyMessage } from '../reply-message.ts';

const perPage = 20;

/** All that came of an escalation so far, of each leak and each way. Throws a StoreUnavailableError. */
export async function escalationReply(
  deps: Pick<ListenerDeps, 'escalationStore'>,
  { id, page }: { readonly id: string; readonly page: number },
): Promise<Message> {
  const record = await deps.escalationStore.get(id);
  if (record === undefined) {
    return replyMessage(
      'Nothing is known of this escalation any more: it is too old, or leakcheck lost its Redis.',
      'the message in the thread says what was known last.',
    );
  }
  const [title = '', ...lines] = outcomeLines(record, await deps.escalationStore.outcomes(id));
  const shown = pageOfLines(lines, { page, perPage });
  return pagedMessage({ list: { kind: 'escalation', id }, title, ...shown });
}

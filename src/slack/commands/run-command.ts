import type { AuditQuery } from '../../check/audit-log.ts';
import { cancelCheck } from '../../check/cancel-check.ts';
import type { Message } from '../../check/poster.ts';
import { findService, requestCheck } from '../../check/request-check.ts';
import { demandAdmin } from '../../check/rights.ts';
import { escapeMrkdwn, mrkdwnCode, proseMrkdwn } from '../../report/escape-mrkdwn.ts';
import type { Learn } from '../audited.ts';
import type { Asker, ListenerDeps } from '../listener-deps.ts';
import { replyMessage } from '../reply-message.ts';
import { auditReply, emptyAuditReply } from './audit-reply.ts';
import { helpReply } from './help-reply.ts';
import { historyReply } from './history-reply.ts';
import { incidentsReply } from './incidents-reply.ts';
import { listReply } from './list-reply.ts';
import type { Command } from './parse-command.ts';
import { runDigest } from './run-digest.ts';
import { statusReply } from './status-reply.ts';

/**
 * Does what a command says, typed or mentioned. Answers the message for the person alone; undefined when the channel shows
 * the answer. Throws what the use cases throw.
 */
export async function runCommand(
  deps: ListenerDeps,
  command: Command,
  asker: Asker & {
    readonly learn: Learn;
    /** Of a list; the first one is 0. */
    readonly page?: number;
  },
): Promise<Message | undefined> {
  const { page } = asker;
  switch (command.kind) {
    case 'help':
      return await helpReply(deps, asker);
    case 'list':
      return await listReply(deps, asker, page);
    case 'status':
      return await statusReply(deps, asker, page);
    case 'history':
      return await historyOf(deps, command.service, page);
    case 'incidents':
      return await incidentsOf(deps, command.service, asker);
    case 'cancel': {
      const check = await cancelCheck(deps, { id: command.id, by: asker.user, channel: asker.channel });
      asker.learn({ service: check.service });
      return replyMessage(
        `Check ${mrkdwnCode(check.id)} of *${escapeMrkdwn(check.service, 80)}* is cancelled: nothing more is asked of its replicas.`,
      );
    }
    case 'audit':
      await demandAdmin(deps, asker);
      return await auditOf(deps, { service: command.service, limit: command.count }, page);
    case 'digest':
      return await runDigest(deps, command.ask, asker);
    case 'check': {
      const check = await requestCheck(deps, {
        service: command.service,
        window: command.window,
        requestedBy: asker.user,
        channel: asker.channel,
        threadTs: asker.threadTs,
      });
      asker.learn({ check: check.id });
      return undefined;
    }
    case 'problem':
      asker.learn({ outcome: 'refused', why: command.text });
      return replyMessage(proseMrkdwn(command.text), proseMrkdwn(command.nextStep));
  }
}

/** What was done to a service that is no longer configured is still worth reading. */
async function auditOf(deps: ListenerDeps, query: AuditQuery, page?: number): Promise<Message> {
  const reply = await auditReply(deps, query, page);
  if (reply === undefined && query.service !== undefined) findService(deps.services, query.service);
  return reply ?? emptyAuditReply(query.service);
}

/** Old verdicts of a service that is no longer configured are still worth reading; a name nobody ever used is not. */
async function historyOf(deps: ListenerDeps, service: string | undefined, page?: number): Promise<Message> {
  const reply = await historyReply(deps, service, page);
  if (reply === undefined && service !== undefined) {
    findService(deps.services, service);
  }
  return (
    reply ??
    replyMessage(
      service === undefined
        ? 'No check has ended yet.'
        : `No check of *${escapeMrkdwn(service, 80)}* has ended yet.`,
      mrkdwnCode(`/leakcheck ${service ?? '<service>'} 5m`, 120),
    )
  );
}

async function incidentsOf(
  deps: ListenerDeps,
  service: string | undefined,
  asker: Asker & { readonly page?: number },
): Promise<Message> {
  const reply = await incidentsReply(deps, { service, person: asker, page: asker.page ?? 0 });
  if (reply === undefined && service !== undefined) {
    findService(deps.services, service);
  }
  return (
    reply ??
    replyMessage(
      service === undefined ? 'No leak is known.' : `No leak of *${escapeMrkdwn(service, 80)}* is known.`,
      mrkdwnCode(`/leakcheck ${service ?? '<service>'} 5m`, 120),
    )
  );
}

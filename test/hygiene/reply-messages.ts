import type { AuditEntry } from '../../src/access/audit-entry.ts';
import type { Message } from '../../src/check/poster.ts';
import { escalationReply } from '../../src/slack/commands/escalation-reply.ts';
import { parseCommand } from '../../src/slack/commands/parse-command.ts';
import { runCommand } from '../../src/slack/commands/run-command.ts';
import { incidentNow } from '../../src/slack/incident-stands.ts';
import type { ListenerDeps } from '../../src/slack/listener-deps.ts';
import { failureReply } from '../../src/slack/replies.ts';
import { noOwnerModal } from '../../src/slack/views/escalate-modal.ts';
import { openOrExplain } from '../../src/slack/views/open-or-explain.ts';
import { aDigest } from '../check/digest-world.ts';
import { aCheck, service } from '../check/memory-ports.ts';
import { inMemory } from '../check/request-deps.ts';
import { firstMs } from '../incident/incident-fixtures.ts';
import { failures } from '../slack/failures.ts';
import type { Sent } from './lints.ts';
import { foreign, manyIncidents } from './wide.ts';

const asker = { user: 'U0ANN', channel: 'C0PAY', threadTs: undefined, learn: () => undefined };
const lists = [
  'help',
  'list',
  'status',
  'history',
  'incidents',
  'incidents payments',
  'digest list',
  'audit 100',
];
const others = ['paymnets', 'cancel', 'audit payments', 'digest add x', 'incidents orders', '`*x*`'];
/** One after the other: each builds on the one before. */
const turns = [
  'digest add y @daily Europe/Berlin',
  'digest pause y',
  'digest resume y',
  'digest remove y',
  'cancel ab222222',
];
const noModal = { views: { open: () => Promise.reject(new Error('expired')) } };

/** What one person is answered: to every command, over hundreds of services and checks, and to every failure. */
export async function replyMessages(): Promise<readonly (readonly [string, Sent])[]> {
  const wide = await wideWorld();
  const empty: ListenerDeps = inMemory({ services: [] }).deps;
  const said: [string, Message][] = [];
  for (const text of lists) {
    for (const page of [0, 1, 10_000]) said.push([`${text}, page ${page}`, await answer(wide, text, page)]);
    said.push([`${text}, of nothing`, await answer(empty, text, 0)]);
  }
  for (const text of [...others, ...turns]) said.push([text, await answer(wide, text, 0)]);
  said.push(['a window that did not open', await unopened(wide)]);
  said.push(['an escalation that is forgotten', await escalationReply(wide, { id: 'gone', page: 0 })]);
  for (const [index, leak] of manyIncidents(7).entries())
    said.push([`a leak after an act ${index}`, incidentNow(leak, foreign)]);
  for (const [name, error] of failures) said.push([`answer to ${name}`, failureReply(error)]);
  said.push(['answer to a fault', failureReply(new Error('x'))]);
  return said.map(([name, message]) => [name, message as Sent]);
}

async function unopened(deps: ListenerDeps): Promise<Message> {
  const view = noOwnerModal('payments');
  const what = { button: 'Escalate', asks: 'whom to tell' };
  const learn = () => undefined;
  const reply = await openOrExplain(deps, noModal as never, { triggerId: 't', view, what, learn });
  if (reply === undefined) throw new Error('it opened');
  return reply;
}

async function answer(deps: ListenerDeps, text: string, page: number): Promise<Message> {
  const names = deps.services.map(({ name }) => name);
  try {
    const message = await runCommand(deps, parseCommand(text, names), { ...asker, page });
    if (message === undefined) throw new Error(`no answer to ${text}`);
    return message;
  } catch (error) {
    return failureReply(error);
  }
}

async function wideWorld(): Promise<ListenerDeps> {
  const channels = Array.from({ length: 40 }, (_, index) => `C0CHAN${index}`);
  const services = [
    service(),
    ...Array.from({ length: 300 }, (_, index) =>
      service({ name: `${index}${foreign.slice(0, 120)}`, channels, permissions: {} }),
    ),
  ];
  const { deps, store, incidents, audit, access, digests } = withDigests(inMemory({ services }));
  const everything = { users: ['U0ANN'], userGroups: ['S0GONE'], channels: [] };
  access.rules = { ...access.rules, admins: everything };
  for (let index = 0; index < 200; index += 1) {
    const id = `ab${String(index).padStart(6, '2')}`;
    const state = index % 2 === 0 ? 'capturing' : 'done';
    await store.create(aCheck({ id, service: foreign, state }));
  }
  for (const { name } of services.slice(0, 3)) await incidents.change(name, () => manyIncidents(60));
  for (let index = 0; index < 150; index += 1) await audit.append(entry(index));
  const problem = { dueMs: firstMs, atMs: firstMs, problem: foreign, nextStep: foreign };
  const named = services.map(({ name }) => name);
  for (let index = 0; index < 60; index += 1) {
    const name = `d${index}`;
    await digests.add(aDigest({ name, services: named, addedBy: 'U0ANN' }));
    const pause = index % 2 === 0 ? { by: 'U0BEA', atMs: firstMs } : undefined;
    await digests.note(name, { problem, pause, memory: { run: 'r', atMs: firstMs, services: {} } });
  }
  return deps;
}

function withDigests(world: ReturnType<typeof inMemory>) {
  return { ...world, digests: world.deps.digests };
}

function entry(index: number): AuditEntry {
  return {
    ...{ at: new Date(firstMs + index).toISOString(), by: index % 5 === 0 ? 'leakcheck' : 'U0ANN' },
    ...{ what: index % 2 === 0 ? 'tell_trigger' : 'acknowledge', via: 'button', service: 'payments' },
    ...{ channel: index % 3 === 0 ? 'D0DIRECT' : 'C0PAY', check: 'abc23456', incident: `f${index % 70}` },
    ...{ way: foreign, outcome: 'failed', why: foreign },
  };
}

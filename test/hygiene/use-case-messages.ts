import type { EscalationRecord, Outcome } from '../../src/check/escalation-record.ts';
import { knownThread, sayWhereItRuns } from '../../src/check/join-known.ts';
import { outcomesMessage } from '../../src/check/outcomes-message.ts';
import { startCheck } from '../../src/check/start-check.ts';
import { tellFailure, tellRestMissing } from '../../src/check/tell-failure.ts';
import { tellOwner } from '../../src/check/tell-owner.ts';
import { aCheck, refused } from '../check/memory-ports.ts';
import { inMemory } from '../check/request-deps.ts';
import { acknowledged, firstMs, incident } from '../incident/incident-fixtures.ts';
import type { Sent } from './lints.ts';
import { foreign } from './wide.ts';

/** What the use cases post by themselves: failures, escalations, where a check runs. */
export async function useCaseMessages(): Promise<readonly (readonly [string, Sent])[]> {
  const world = inMemory();
  const { deps, slack } = world;
  const problem = { reason: foreign, nextStep: foreign };
  const check = aCheck({ service: foreign });
  await slack.poster.post({ to: { channel: 'C0PAY', threadTs: undefined }, message: root, mark: 'root' });
  await tellFailure(deps, check, problem);
  await tellRestMissing(deps, aCheck({ id: 'rest2345' }), problem);
  for (const by of ['U0BEA', undefined]) await escalate(world, by);
  await joins(world);
  world.queue.workers = 0;
  await startCheck(deps, aCheck({ id: 'wait2345' }));
  const posts = slack.posted.map(({ mark, message }): [string, Sent] => [`post ${mark}`, message as Sent]);
  const ephemerals = slack.ephemerals.map(({ message }, index): [string, Sent] => [
    `ephemeral ${index}`,
    message as Sent,
  ]);
  return [...posts, ...ephemerals, ...outcomes()];
}

const root = { text: 'Checking', blocks: [] };

async function escalate({ deps, slack }: ReturnType<typeof inMemory>, by: string | undefined) {
  const owner = { userGroup: 'S0PAY', channel: 'C0OWNER', label: foreign };
  const told = {
    ...{ key: `escalation-${by}`, service: foreign, check: 'abc23456', by, owner },
    thread: { channel: 'C0PAY', threadTs: '1700000000.000001' },
    why: by === undefined ? 'Nobody acknowledged it within 30m, so it escalates by itself.' : undefined,
    note: Array.from({ length: 20 }, () => foreign.slice(0, 20)).join('\n'),
    summary: [foreign, foreign, foreign],
    permalink: 'https://slack.example/p1',
  };
  await tellOwner(deps, told);
  const { post } = slack.poster;
  slack.poster.post = (message) =>
    message.to.channel === 'C0OWNER' ? Promise.reject(refused('not_in_channel')) : post(message);
  await tellOwner(deps, { ...told, key: `again-${by}` });
  slack.poster.post = post;
}

async function joins({ deps, incidents }: ReturnType<typeof inMemory>) {
  await incidents.change('payments', () => [incident({ status: acknowledged })]);
  const known = await knownThread(deps, 'payments', 'C0PAY');
  if (known === undefined) throw new Error('no known thread');
  await sayWhereItRuns(deps, aCheck({ service: foreign }), known);
}

function outcomes(): [string, Sent][] {
  const record: EscalationRecord = {
    ...{ id: 'x', service: foreign, check: 'abc23456', by: 'U0BEA', note: '', atMs: 1 },
    reason: 'asked',
    to: { channel: 'C0PAY', threadTs: '1.1' },
  };
  const ownerUntold = { atMs: firstMs, isRefused: true, problems: [foreign, foreign] };
  const { by: _, ...itself } = record;
  const states = ['waiting', 'trying', 'told', 'failed'] as const;
  const outcome = (index: number): Outcome => ({
    ...{ way: `w${index % 10}`, name: `Webhook ${index % 10}`, rank: index % 10, tries: 3, atMs: firstMs },
    ...{ incident: `f${Math.floor(index / 10)}`, about: foreign, event: 'trigger', problem: foreign },
    ...{ state: states[index % 4] ?? 'told', nextStep: foreign, link: 'https://gh.example/1' },
  });
  const of = (count: number) =>
    new Map(Array.from({ length: count }, (_, index) => [`job-${index}`, outcome(index)]));
  return [
    ['outcomes of few', outcomesMessage(record, of(6))],
    ['outcomes without the owner', outcomesMessage({ ...record, ownerUntold }, of(6))],
    ['outcomes of many', outcomesMessage({ ...itself, reason: 'itself' }, of(400))],
  ].map(([name, message]) => [name as string, message as Sent]);
}

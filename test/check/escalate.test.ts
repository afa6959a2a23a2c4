import { describe, expect, it } from 'vitest';
import { escalate } from '../../src/check/escalate.ts';
import { planEscalation } from '../../src/check/plan-escalation.ts';
import { AlreadyPressedError, EscalationFailedError, NoOwnerError } from '../../src/check/request-errors.ts';
import type { Service } from '../../src/check/service.ts';
import { leakReport } from '../report/report-fixtures.ts';
import { aCheck, postError, refused, service, textOf } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

async function world(services?: readonly Service[]) {
  const memory = inMemory(services === undefined ? {} : { services });
  const outcome = {
    verdict: 'leak',
    confidence: 0.9,
    reason: 'It grows <!channel>.',
    finishedAtMs: 1,
    proposedWindowMs: undefined,
  } as const;
  await memory.store.create(aCheck({ state: 'done', outcome }));
  return memory;
}

const request = { check: 'abc23456', by: 'U0BEA', note: 'I restarted\n<!here> it', message: undefined };

describe('escalate', () => {
  it('tells the owner in the thread and in the owner’s channel', async () => {
    const { deps, slack, profiles } = await world();
    const bytes = new TextEncoder().encode(JSON.stringify({ ...leakReport, check: 'abc23456' }));
    await profiles.putArtefact('abc23456', 'report.json', bytes);
    await escalate(deps, request);
    const [thread, channel] = slack.posted;
    expect(thread?.to).toEqual({ channel: 'C0PAY', threadTs: '1700000000.000001' });
    expect(thread?.message.text).toContain('<!subteam^S0PAY> <@U0BEA>');
    expect(channel?.to).toEqual({ channel: 'C0OWNER', threadTs: undefined });
    const told = textOf(channel?.message ?? { text: '', blocks: [] });
    for (const part of [
      'payments',
      'Verdict: leak',
      '<https://slack.example/C0PAY/1700000000.000001|',
      'I restarted',
      'Worst:',
    ]) {
      expect(told).toContain(part);
    }
    expect(told).not.toMatch(/<!(channel|here)>/);
  });

  it('names nobody in the owner’s channel whom Slack does not know there', async () => {
    const owner = { userGroup: undefined, channel: 'C0OWNER', label: 'Payments on-call' };
    const { deps, slack } = await world([
      service({ owner: { ...owner, workspace: 'T0ACME', isElsewhere: true } }),
    ]);
    await escalate(deps, request);
    const told = slack.posted.find(({ to }) => to.channel === 'C0OWNER')?.message;
    expect(told?.text).toContain('somebody escalates *payments* from another workspace');
    expect(told?.text).not.toContain('U0BEA');
  });

  it('tells once, and says who was first', async () => {
    const { deps, slack } = await world();
    const both = await Promise.allSettled([
      escalate(deps, request),
      escalate(deps, { ...request, by: 'U0CLEO' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const error = await escalate(deps, request).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(AlreadyPressedError);
    expect(error).toMatchObject({ first: { by: 'U0BEA' } });
    expect(slack.posted).toHaveLength(2);
  });

  it('says in the thread when the owner’s channel cannot be told', async () => {
    const { deps, slack } = await world();
    const post = slack.poster.post;
    slack.poster.post = (message) =>
      message.to.channel === 'C0OWNER' ? Promise.reject(refused('not_in_channel')) : post(message);
    await escalate(deps, request);
    expect(slack.posted.map(({ mark }) => mark)).toEqual([
      'abc23456/escalation-thread',
      'abc23456/escalation-problem',
    ]);
    expect(slack.posted[1]?.message.text).toContain('the bot is not in that channel');
  });

  it('keeps the button when nobody could be told, and repeats nothing afterwards', async () => {
    const { deps, slack } = await world();
    slack.faults.push(
      { call: 'post', error: postError('lost'), after: true },
      { call: 'post', error: postError('unreachable') },
    );
    await expect(escalate(deps, request)).rejects.toBeInstanceOf(EscalationFailedError);
    await escalate(deps, request);
    expect(slack.posted.map(({ mark }) => mark)).toEqual([
      'abc23456/escalation-thread',
      'abc23456/escalation-channel',
    ]);
  });

  it('names an owner without a user group by the label', async () => {
    const owner = { userGroup: undefined, channel: 'C0OWNER', label: 'the *payments* people' };
    const { deps, slack } = await world([service({ owner })]);
    await escalate(deps, request);
    expect(slack.posted[0]?.message.text).toContain('payments');
    expect(slack.posted[0]?.message.text).not.toContain('subteam');
  });

  it.each([undefined, { userGroup: undefined, channel: undefined, label: 'nobody' }])(
    'has nobody to tell for a service without a reachable owner',
    async (owner) => {
      const { deps } = await world([service({ owner })]);
      await expect(planEscalation(deps, request)).rejects.toBeInstanceOf(NoOwnerError);
      await expect(escalate(deps, request)).rejects.toBeInstanceOf(NoOwnerError);
    },
  );
});

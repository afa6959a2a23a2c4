import { describe, expect, it } from 'vitest';
import type { EscalationRecord, Outcome } from '../../src/check/escalation-record.ts';
import { outcomesMessage } from '../../src/check/outcomes-message.ts';
import { escalationReply } from '../../src/slack/commands/escalation-reply.ts';
import { textOf } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

const record: EscalationRecord = {
  ...{ id: 'abc23456-asked', service: 'payments', check: 'abc23456', by: 'U0BEA', note: '', atMs: 1 },
  reason: 'asked',
  to: { channel: 'C0PAY', threadTs: '1.1' },
};

function outcomes(leaks: number): ReadonlyMap<string, Outcome> {
  const all = ['pagerduty', 'github'].flatMap((way, rank) =>
    Array.from({ length: leaks }, (_, index): [string, Outcome] => {
      const state = rank === 0 && index >= leaks - 3 ? 'failed' : 'told';
      const about = { incident: `f${index}`, about: `cache.Put${index}`, event: 'trigger' as const };
      const what = { problem: 'it answered 400', nextStep: 'check the key', atMs: 1, tries: 1 };
      return [`${way}-${index}`, { way, name: way, rank, state, ...about, ...what }];
    }),
  );
  return new Map(all);
}

describe('what came of an escalation', () => {
  it('is told leak by leak while a message has room', () => {
    const { text, blocks } = outcomesMessage(record, outcomes(4));
    expect(text.split('\n')).toHaveLength(9);
    expect(JSON.stringify(blocks)).not.toContain('leakcheck.list.show');
  });

  it('is told way by way where there are too many, with a button that shows each', () => {
    const message = outcomesMessage(record, outcomes(40));
    expect(message.text).toBe(
      [
        '*Escalated* by <@U0BEA>.',
        '• *pagerduty*: told of 37 leaks; *not told* of 3 leaks, last: it answered 400. Next step: check the key',
        '• *github*: told of 40 leaks',
      ].join('\n'),
    );
    expect(textOf(message)).toMatch(/leakcheck\.list\.show.*Show each leak/);
  });

  it('is shown whole by that button, page by page', async () => {
    const { deps, escalationStore } = inMemory();
    await escalationStore.begin(record);
    for (const [job, outcome] of outcomes(40)) await escalationStore.expect(record.id, job, outcome);
    const pages = await Promise.all(
      [0, 1, 2, 3].map(async (page) => textOf(await escalationReply(deps, { id: record.id, page }))),
    );
    expect(pages[0]).toContain('Page 1 of 4');
    for (let index = 0; index < 40; index += 1) expect(pages.join('\n')).toContain(`cache.Put${index}`);
  });
});

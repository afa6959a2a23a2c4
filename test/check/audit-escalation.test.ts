import { describe, expect, it } from 'vitest';
import { SendError } from '../../src/check/escalation-sender.ts';
import { auditReply } from '../../src/slack/commands/audit-reply.ts';
import { afterMs, escalationWorld } from './escalation-world.ts';
import { postError, textOf } from './memory-ports.ts';

const refuses = new SendError({ kind: 'refused', message: 'it answered 400', nextStep: 'check the key' });

describe('the audit log', () => {
  it('has what escalated by itself, and what came of each way, as leakcheck’s own doing', async () => {
    const { check, round, time, audit, faults } = escalationWorld();
    await check('abc23456', ['f00d', 'beef']);
    faults.push(refuses);
    time.nowMs += afterMs;
    for (let rounds = 0; rounds < 3; rounds += 1) await round();
    const own = { by: 'leakcheck', via: 'itself', service: 'payments', check: 'abc23456', channel: 'C0PAY' };
    expect(audit.entries.filter(({ what }) => what === 'escalate')).toMatchObject([
      { ...own, incident: 'f00d', outcome: 'done' },
      { ...own, incident: 'beef', outcome: 'done' },
    ]);
    const told = audit.entries.filter(({ what }) => what === 'tell_trigger');
    expect(told).toHaveLength(4);
    expect(told[0]).toMatchObject({ ...own, way: 'PagerDuty', outcome: 'failed', why: 'it answered 400' });
    expect(told.slice(1).every(({ outcome }) => outcome === 'done')).toBe(true);
  });

  it('has one entry however often Slack fails to tell the owner, once it has', async () => {
    const { check, round, time, audit, slack } = escalationWorld({ escalation: undefined });
    await check('abc23456');
    time.nowMs += afterMs;
    slack.faults.push(
      { call: 'post', error: postError('unreachable') },
      { call: 'post', error: postError('unreachable') },
    );
    await round();
    expect(audit.entries).toEqual([]);
    for (let rounds = 0; rounds < 3; rounds += 1) await round();
    expect(audit.entries.map(({ what }) => what)).toEqual(['escalate']);
  });

  it('has it when what is known of the leak is told again', async () => {
    const { check, press, run, act, round, time, audit } = escalationWorld();
    await check('abc23456');
    await press();
    await run();
    await act({ action: 'resolve' });
    await round();
    time.nowMs += 3_600_000;
    await check('bcd23456');
    await round();
    const what = audit.entries.map((entry) => `${entry.what} ${entry.way ?? ''}`.trim());
    expect(what).toContain('tell_resolve PagerDuty');
    expect(what.filter((each) => each === 'escalate')).toHaveLength(1);
  });

  it('is read with names: the leak’s function, the way, and leakcheck itself', async () => {
    const { check, round, time, deps } = escalationWorld();
    await check('abc23456');
    time.nowMs += afterMs;
    await round();
    const page = await auditReply(deps, { service: undefined, limit: 20 });
    const text = textOf(page ?? { text: '', blocks: [] });
    expect(text).toMatch(
      /leakcheck · told · PagerDuty · \*payments\* · `abc23456` · `cache\.\(\*Store\)\.f00d`/,
    );
    expect(text).not.toContain('`f00d`');
  });
});

import { describe, expect, it } from 'vitest';
import type { Allowed } from '../../src/access/permissions.ts';
import { NotAdminError, NotAllowedError } from '../../src/check/access-errors.ts';
import { cancelCheck } from '../../src/check/cancel-check.ts';
import { escalate } from '../../src/check/escalate.ts';
import { pressRerun } from '../../src/check/press-button.ts';
import { pressIncident } from '../../src/check/press-incident.ts';
import { requestCheck } from '../../src/check/request-check.ts';
import { adminRight, demandAdmin, demandRight, rightTo } from '../../src/check/rights.ts';
import { aCheck, noRules, service } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

const none: Allowed = { users: [], userGroups: [], channels: [] };
const byGroup: Allowed = { ...none, userGroups: ['S0PAY'] };
const cleo = { user: 'U0CLEO', channel: 'C0PAY' };

function closed(who: Allowed = byGroup) {
  return inMemory({ services: [service({ permissions: { check: who, escalate: who, silence: who } })] });
}

function wish(action: 'check' | 'silence' = 'check', person = cleo) {
  return { service: 'payments', action, person };
}

describe('rights', () => {
  it('follow who is in a user group', async () => {
    const { deps, userGroups } = closed();
    userGroups.groups.set('S0PAY', { users: new Set(['U0CLEO']) });
    await demandRight(deps, wish());
    userGroups.groups.set('S0PAY', { users: new Set(['U0ANN']) });
    await expect(demandRight(deps, wish())).rejects.toMatchObject({ who: byGroup, problems: [] });
  });

  it('are refused, with the reason, when Slack does not say who is in a group', async () => {
    const { deps, userGroups } = closed();
    const problem = { group: 'S0PAY', why: 'no-answer', code: undefined } as const;
    userGroups.groups.set('S0PAY', { problem });
    await expect(demandRight(deps, wish())).rejects.toMatchObject({ problems: [problem] });
  });

  it('ask about no group that cannot matter', async () => {
    const { deps } = closed({ ...byGroup, users: ['U0CLEO'] });
    const asked: string[] = [];
    const userGroups = {
      membersOf: async (group: string) => {
        asked.push(group);
        return { users: new Set<string>() };
      },
    };
    expect(await rightTo({ ...deps, userGroups }, wish())).toEqual({ may: true, problems: [] });
    expect(asked).toEqual([]);
    await rightTo({ ...deps, userGroups }, wish('check', { user: 'U0BEA', channel: 'C0PAY' }));
    expect(asked).toEqual(['S0PAY']);
  });

  it('are those of the defaults for a service that the services file does not name any more', async () => {
    const { deps, access } = inMemory({ services: [] });
    await demandRight(deps, wish('silence'));
    access.rules = { ...noRules, permissions: { silence: byGroup } };
    await expect(demandRight(deps, wish('silence'))).rejects.toBeInstanceOf(NotAllowedError);
  });

  it('are those of an admin only when admins are named', async () => {
    const { deps, access } = inMemory();
    await expect(demandAdmin(deps, cleo)).rejects.toMatchObject({ admins: undefined });
    const admins = { ...none, users: ['U0ADA'] };
    access.rules = { ...noRules, admins };
    await expect(demandAdmin(deps, cleo)).rejects.toMatchObject({ admins });
    await expect(demandAdmin(deps, cleo)).rejects.toBeInstanceOf(NotAdminError);
    expect(await adminRight(deps, { user: 'U0ADA', channel: 'C0ANY' })).toMatchObject({ may: true });
  });
});

describe('what is not allowed', () => {
  it('queues no check and posts nothing', async () => {
    const { deps, queue, slack, userGroups } = closed();
    userGroups.groups.set('S0PAY', { users: new Set() });
    const question = { service: 'payments', window: '5m', requestedBy: 'U0CLEO', channel: 'C0PAY' };
    await expect(requestCheck(deps, { ...question, threadTs: undefined })).rejects.toMatchObject({
      action: 'check',
    });
    expect([queue.added, slack.posted]).toEqual([[], []]);
  });

  it('is not suggested either, for a name that is misspelt', async () => {
    const open = service({ name: 'orders' });
    const shut = service({ permissions: { check: { ...none, users: ['U0ANN'] } } });
    const { deps } = inMemory({ services: [open, shut] });
    const ask = (requestedBy: string) =>
      requestCheck(deps, {
        service: 'paymnets',
        window: '5m',
        requestedBy,
        channel: 'C0PAY',
        threadTs: undefined,
      });
    await expect(ask('U0CLEO')).rejects.toMatchObject({ closest: undefined, known: ['orders'] });
    await expect(ask('U0ANN')).rejects.toMatchObject({ closest: 'payments' });
  });

  it('leaves a button to those who may', async () => {
    const { deps, store, queue } = closed({ ...none, users: ['U0ANN'] });
    await store.create(aCheck({ state: 'done' }));
    const message = { channel: 'C0PAY', ts: '1.1', text: '', blocks: [] };
    const press = { check: 'abc23456', action: 'leakcheck.rerun', by: 'U0CLEO', message } as const;
    await expect(pressRerun(deps, press)).rejects.toBeInstanceOf(NotAllowedError);
    await expect(escalate(deps, { ...press, note: '' })).rejects.toMatchObject({ action: 'escalate' });
    expect(queue.added).toEqual([]);
    await pressRerun(deps, { ...press, by: 'U0ANN' });
    expect(queue.added).toHaveLength(1);
  });

  it('changes no leak', async () => {
    const { deps, incidents } = closed({ ...none, users: ['U0ANN'] });
    const button = { check: 'abc23456', service: 'payments', incident: 'fp' };
    const press = {
      button,
      act: { action: 'acknowledge' },
      by: 'U0CLEO',
      channel: 'C0PAY',
      message: undefined,
    } as const;
    await expect(pressIncident(deps, press)).rejects.toMatchObject({ action: 'silence' });
    expect(incidents.services.size).toBe(0);
  });

  it('stops no check, but whoever asked for one may always stop it', async () => {
    const { deps, store, queue } = closed({ ...none, users: ['U0ANN'] });
    await store.create(aCheck({ requestedBy: 'U0BEA' }));
    const cancel = { id: 'abc23456', channel: 'C0PAY' };
    await expect(cancelCheck(deps, { ...cancel, by: 'U0CLEO' })).rejects.toBeInstanceOf(NotAllowedError);
    expect(queue.cancelled).toEqual([]);
    await cancelCheck(deps, { ...cancel, by: 'U0BEA' });
    expect(queue.cancelled).toEqual(['abc23456']);
  });
});

import { describe, expect, it } from 'vitest';
import { isAdmin, mayDo } from '../../src/access/may-do.ts';
import type { Allowed, ServiceAction } from '../../src/access/permissions.ts';

const nobodyElse: Allowed = { users: [], userGroups: [], channels: [] };
const permissions = {
  check: { ...nobodyElse, channels: ['C0PAY'] },
  silence: { ...nobodyElse, users: ['U0ANN'], userGroups: ['S0PAY'] },
};
const admins = { ...nobodyElse, users: ['U0ADA'], userGroups: ['S0OPS'] };

type Case = [
  who: string,
  action: ServiceAction,
  { user?: string; channel?: string; groups?: string[] },
  boolean,
];

describe('who may do what', () => {
  it.each<Case>([
    ['everybody what no rule speaks of', 'escalate', {}, true],
    ['whoever asks in a named channel', 'check', { channel: 'C0PAY' }, true],
    ['nobody in another channel', 'check', { channel: 'C0ORD' }, false],
    ['a named user, wherever', 'silence', { user: 'U0ANN', channel: 'C0ORD' }, true],
    ['nobody for a rule about something else', 'check', { user: 'U0ANN' }, false],
    ['a member of a named group', 'silence', { groups: ['S0ORD', 'S0PAY'] }, true],
    ['no member of another group', 'silence', { groups: ['S0ORD'] }, false],
    ['an admin by name', 'silence', { user: 'U0ADA' }, true],
    ['an admin by group', 'check', { groups: ['S0OPS'] }, true],
  ])('lets %s', (_, action, { user = 'U0CLEO', channel = 'C0ELSE', groups = [] }, may) => {
    expect(mayDo({ permissions, admins }, action, { user, channel, groups: new Set(groups) })).toBe(may);
  });

  it('makes nobody an admin where none are named', () => {
    const person = { user: 'U0ADA', channel: 'C0PAY', groups: new Set(['S0OPS']) };
    expect([isAdmin(undefined, person), isAdmin(admins, person)]).toEqual([false, true]);
  });
});

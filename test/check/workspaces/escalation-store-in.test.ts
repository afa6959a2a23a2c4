import { expect, it } from 'vitest';
import { escalationStoreIn } from '../../../src/check/workspaces/escalation-store-in.ts';
import { memoryEscalations } from '../memory-ports.ts';

const record = {
  id: 'abc23456-asked',
  reason: 'asked',
  service: 'payments',
  check: 'abc23456',
  note: '',
  atMs: 1,
  to: { channel: 'C0PAY' },
} as const;

it('an escalation belongs to the workspace that begins it, and exists in no other', async () => {
  const store = memoryEscalations();
  const [acme, beta] = [escalationStoreIn(store, 'T0ACME'), escalationStoreIn(store, 'T0BETA')];
  await acme.begin(record);
  expect(await acme.get(record.id)).toEqual({ ...record, team: 'T0ACME' });
  expect(await beta.get(record.id)).toBeUndefined();
});

it('escalations are as they were stored where there is one workspace', async () => {
  const store = memoryEscalations();
  expect(escalationStoreIn(store, undefined)).toBe(store);
});

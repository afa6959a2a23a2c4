import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FixableService, startFixableReplay } from '../../lab/fixable-service.ts';
import { fold } from '../../src/profile/fold.ts';
import { readProfile } from '../../src/profile/read-profile.ts';

let payments: FixableService;

beforeEach(async () => {
  payments = await startFixableReplay({ name: 'payments', replica: 'payments-1' });
});
afterEach(() => payments.stop());

async function stacks(): Promise<string> {
  const answer = await fetch(new URL('goroutine', payments.url));
  const bytes = Buffer.from(await answer.arrayBuffer());
  return fold(readProfile(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes), 'goroutine');
}

it('answers with the leaking recording, once fixed with a healthy one, and back', async () => {
  expect(await stacks()).toContain('settlement.(*Settler)');
  await payments.setFixed(true);
  expect(await stacks()).not.toContain('settlement.(*Settler)');
  await payments.setFixed(false);
  expect(await stacks()).toContain('settlement.(*Settler)');
});

it('answers as a Go program does to what it does not offer', async () => {
  const answer = await fetch(new URL('goroutineleak', payments.url));
  expect([answer.status, answer.headers.get('x-go-pprof')]).toEqual([404, '1']);
});

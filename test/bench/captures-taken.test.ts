import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { capturesTaken } from '../../bench/captures-taken.ts';
import { serviceAt } from '../../bench/service-at.ts';
import { type CaptureOutcome, writeCaptureOutcome } from '../../src/check/capture-outcome.ts';
import type { Check } from '../../src/check/check.ts';
import { nothingSpent } from '../../src/check/spent.ts';
import { createFileProfileStore } from '../../src/store/file-profile-store.ts';

const t0Ms = 1_700_000_000_000;
const check: Check = {
  id: 'abcdefgh',
  service: 'payments',
  windowMs: 40_000,
  requestedBy: 'U0ANN',
  channel: 'C0PAY',
  threadTs: undefined,
  state: 'capturing',
  requestedAtMs: t0Ms,
  replicas: ['payments-1', 'payments-2'],
  points: 5,
  captured: 1,
  t0Ms,
  rootTs: undefined,
  outcome: undefined,
};
const service = serviceAt(
  'payments',
  check.replicas.map((name) => ({ name, url: 'http://127.0.0.1:1/debug/pprof/' })),
);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-captures-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function taken(replica: number, point: number, outcome: CaptureOutcome): Promise<void> {
  const store = createFileProfileStore({ directory, maxBytes: 1e9, maxAgeMs: 1e9 });
  await store.put({ check: check.id, replica, point, file: 'outcome' }, writeCaptureOutcome(outcome));
}

describe('the captures of a check', () => {
  test('are as late as they were taken after the time that the plan gave them', async () => {
    await taken(0, 0, { ok: true, takenAtMs: t0Ms + 12, tookMs: 1, spent: nothingSpent });
    await taken(1, 2, { ok: true, takenAtMs: t0Ms + 20_000 + 250, tookMs: 1, spent: nothingSpent });
    expect(await capturesTaken(directory, check, service)).toEqual([{ lateMs: 12 }, { lateMs: 250 }]);
  });

  test('are missed where they failed', async () => {
    const missed = { message: '', nextStep: '', tries: 0, retryable: false, spent: nothingSpent };
    await taken(0, 0, { ok: false, code: 'missed', ...missed });
    expect(await capturesTaken(directory, check, service)).toEqual([{ lateMs: undefined }]);
  });

  test('are none before the check is planned', async () => {
    expect(await capturesTaken(directory, { ...check, t0Ms: undefined }, service)).toEqual([]);
  });
});

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileRef } from '../../src/check/profile-store.ts';
import { createBlockingProfileReader } from '../../src/store/blocking-profile-reader.ts';
import { createFileProfileStore } from '../../src/store/file-profile-store.ts';

const ref: ProfileRef = { check: 'check-1', replica: 2, point: 3, file: 'heap' };
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-reader-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('the blocking reader', () => {
  it('reads what the store of the same directory keeps', async () => {
    const store = createFileProfileStore({ directory, maxBytes: 1_000, maxAgeMs: 1_000 });
    await store.put(ref, Buffer.from([1, 2, 3]));
    await store.putArtefact('check-1', 'processes.json', Buffer.from('{}'));
    const reader = createBlockingProfileReader(directory);
    expect(await reader.get(ref)).toEqual(Buffer.from([1, 2, 3]));
    expect(await reader.getArtefact('check-1', 'processes.json')).toEqual(Buffer.from('{}'));
  });

  it('has nothing of what was never stored', async () => {
    const reader = createBlockingProfileReader(directory);
    expect(await reader.get(ref)).toBeUndefined();
    expect(await reader.getArtefact('check-1', 'report.json')).toBeUndefined();
  });

  it('rejects a reference that leads anywhere else, and what cannot be read', async () => {
    const reader = createBlockingProfileReader(directory);
    await expect(reader.get({ ...ref, check: '../../etc' })).rejects.toThrow(RangeError);
    await mkdir(path.join(directory, 'check-1', '2-3.heap'), { recursive: true });
    await expect(reader.get(ref)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

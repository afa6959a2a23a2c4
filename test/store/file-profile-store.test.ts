import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Artefact, ProfileRef } from '../../src/check/profile-store.ts';
import { checksToDelete } from '../../src/store/checks-to-delete.ts';
import { createFileProfileStore } from '../../src/store/file-profile-store.ts';
import { readProbe, removeProbe, writeProbe } from '../../src/store/shared-probe.ts';

const minute = 60_000;
const hour = 60 * minute;
const limits = { maxBytes: 1_000, maxAgeMs: 72 * hour };
const now = 1_800_000_000_000;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-store-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function store(more: Partial<typeof limits> = {}) {
  return createFileProfileStore({ directory, ...limits, ...more });
}

function ref(more: Partial<ProfileRef> = {}): ProfileRef {
  return { check: 'check-1', replica: 0, point: 0, file: 'heap', ...more };
}

/** A stored check of one file, last changed so long before `now`. */
async function keep(check: string, bytes: number, ageMs: number): Promise<void> {
  await store().put(ref({ check }), Buffer.alloc(bytes));
  const changed = new Date(now - ageMs);
  await utimes(path.join(directory, check, '0-0.heap'), changed, changed);
}

async function age(file: string, ageMs: number): Promise<void> {
  await utimes(path.join(directory, file), new Date(now - ageMs), new Date(now - ageMs));
}

describe('a profile store', () => {
  it('gives back the bytes that were put', async () => {
    await store().put(ref(), Buffer.from([1, 2, 3]));
    expect(await store().get(ref())).toEqual(Buffer.from([1, 2, 3]));
  });

  it('tells every replica, point, file and check apart', async () => {
    const refs = [
      ref(),
      ref({ replica: 1 }),
      ref({ point: 1 }),
      ref({ file: 'goroutine' }),
      ref({ check: 'check-2' }),
    ];
    for (const [index, one] of refs.entries()) {
      await store().put(one, Buffer.from([index]));
    }
    const read = await Promise.all(refs.map((one) => store().get(one)));
    expect(read.map((bytes) => bytes?.[0])).toEqual([0, 1, 2, 3, 4]);
  });

  it('replaces what was there', async () => {
    await store().put(ref(), Buffer.from('first, and longer'));
    await store().put(ref(), Buffer.from('second'));
    expect(String(await store().get(ref()))).toBe('second');
  });

  it('has nothing where nothing was put', async () => {
    expect(await store().get(ref())).toBeUndefined();
    expect(
      await createFileProfileStore({ directory: '/no/such/place', ...limits }).get(ref()),
    ).toBeUndefined();
  });

  it('shows no half-written file to readers while many write', async () => {
    const bodies = Array.from({ length: 20 }, (_, index) => Buffer.alloc(200_000, index));
    const reads: Promise<Uint8Array | undefined>[] = [];
    await Promise.all(
      bodies.map(async (body) => {
        reads.push(store().get(ref()));
        await store().put(ref(), body);
        reads.push(store().get(ref()));
      }),
    );
    for (const bytes of await Promise.all(reads)) {
      expect(bytes === undefined || bodies.some((body) => body.equals(bytes))).toBe(true);
    }
    expect(await readdir(path.join(directory, 'check-1'))).toEqual(['0-0.heap']);
  });

  it('leaves nothing behind when a write fails', async () => {
    await mkdir(path.join(directory, 'check-1', '0-0.heap', 'in the way'), { recursive: true });
    await expect(store().put(ref(), Buffer.from('x'))).rejects.toThrow();
    expect(await readdir(path.join(directory, 'check-1'))).toEqual(['0-0.heap']);
  });

  it('keeps profiles from other users of the machine', async () => {
    await store().put(ref(), Buffer.from('x'));
    expect((await stat(path.join(directory, 'check-1', '0-0.heap'))).mode & 0o077).toBe(0);
    expect((await stat(path.join(directory, 'check-1'))).mode & 0o077).toBe(0);
  });

  it('keeps what analysis made of a check beside its captures', async () => {
    await store().put(ref(), Buffer.from('heap'));
    await store().putArtefact('check-1', 'report.json', Buffer.from('{}'));
    await store().putArtefact('check-1', 'growth.png', Buffer.from('png'));
    expect(String(await store().getArtefact('check-1', 'report.json'))).toBe('{}');
    expect(String(await store().getArtefact('check-1', 'growth.png'))).toBe('png');
    expect(await store().getArtefact('check-1', 'stacks.png')).toBeUndefined();
    expect((await readdir(path.join(directory, 'check-1'))).sort()).toEqual([
      '0-0.heap',
      'growth.png',
      'report.json',
    ]);
  });

  it.each([
    ['..', 'report.json'],
    ['check-1', '../report.json'],
    ['check-1', '0-0.heap'],
  ])('refuses the artefact %s/%s', async (check, name) => {
    await expect(store().putArtefact(check, name as Artefact, Buffer.from('x'))).rejects.toThrow(RangeError);
    await expect(store().getArtefact(check, name as Artefact)).rejects.toThrow(RangeError);
    expect(await readdir(directory)).toEqual([]);
  });

  it('removes a check with all its files, once or twice', async () => {
    await store().put(ref(), Buffer.from('x'));
    await store().put(ref({ check: 'check-2' }), Buffer.from('x'));
    await store().removeCheck('check-1');
    await store().removeCheck('check-1');
    expect(await readdir(directory)).toEqual(['check-2']);
  });

  it.each([
    { check: '../../etc' },
    { check: '..' },
    { check: 'a/b/c/d' },
    { check: 'Check-1' },
    { check: 'abc' },
    { check: '' },
    { check: 'x'.repeat(41) },
    { check: 'check\0' },
    { replica: -1 },
    { replica: 1.5 },
    { point: Number.NaN },
    { point: 10_000 },
    { file: '../outside' as ProfileRef['file'] },
    { file: 'constructor' as ProfileRef['file'] },
  ])('refuses the reference %j', async (part) => {
    await expect(store().put(ref(part), Buffer.from('x'))).rejects.toThrow(RangeError);
    await expect(store().get(ref(part))).rejects.toThrow(RangeError);
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses to remove what is no check', async () => {
    await expect(store().removeCheck('..')).rejects.toThrow(RangeError);
  });
});

describe('a sweep', () => {
  it('deletes what is beyond the age, and says so', async () => {
    await keep('aged', 10, 73 * hour);
    await keep('fresh', 10, 71 * hour);
    expect(await store().sweep(now)).toEqual({ checks: ['aged'], bytes: 10 });
    expect(await readdir(directory)).toEqual(['fresh']);
  });

  it('deletes the oldest until the rest is within the size', async () => {
    await keep('third', 400, 1 * hour);
    await keep('first', 400, 3 * hour);
    await keep('second', 400, 2 * hour);
    expect(await store().sweep(now)).toEqual({ checks: ['first'], bytes: 400 });
    expect(await store().sweep(now)).toEqual({ checks: [], bytes: 0 });
  });

  it('takes away temporary files after an hour, and younger ones not', async () => {
    await keep('check-1', 10, hour);
    await writeFile(path.join(directory, 'check-1', '0-1.heap.left.tmp'), 'x');
    await writeFile(path.join(directory, 'check-1', '0-2.heap.young.tmp'), 'x');
    await age('check-1/0-1.heap.left.tmp', 61 * minute);
    await age('check-1/0-2.heap.young.tmp', 59 * minute);
    await store().sweep(now);
    expect((await readdir(path.join(directory, 'check-1'))).sort()).toEqual([
      '0-0.heap',
      '0-2.heap.young.tmp',
    ]);
  });

  it('takes away empty directories once they are of age', async () => {
    await mkdir(path.join(directory, 'empty-1'));
    await mkdir(path.join(directory, 'empty-2'));
    await age('empty-1', 73 * hour);
    await age('empty-2', hour);
    expect((await store().sweep(now)).checks).toEqual(['empty-1']);
  });

  it('touches nothing that is no check', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'leakcheck-outside-'));
    await writeFile(path.join(outside, 'precious'), 'x'.repeat(5_000));
    await symlink(outside, path.join(directory, 'link-to-it'));
    await mkdir(path.join(directory, 'lost+found'));
    await writeFile(path.join(directory, 'notes'), 'x'.repeat(5_000));
    for (const name of ['lost+found', 'notes']) {
      await age(name, 1_000 * hour);
    }
    expect(await store().sweep(now)).toEqual({ checks: [], bytes: 0 });
    expect((await readdir(directory)).sort()).toEqual(['link-to-it', 'lost+found', 'notes']);
    expect(await readdir(outside)).toEqual(['precious']);
    await rm(outside, { recursive: true });
  });

  it('of a directory that does not exist finds nothing', async () => {
    const nowhere = createFileProfileStore({ directory: path.join(directory, 'none'), ...limits });
    expect(await nowhere.sweep(now)).toEqual({ checks: [], bytes: 0 });
  });

  it('may run in several workers at once, while others write', async () => {
    for (let index = 0; index < 30; index++) {
      await keep(`aged-${index}`, 10, 100 * hour);
    }
    const writes = Array.from({ length: 30 }, (_, index) =>
      store().put(ref({ check: `aged-${index}`, point: 1 }), Buffer.from('new')),
    );
    await Promise.all([...writes, ...Array.from({ length: 4 }, () => store().sweep(now))]);
    await store().put(ref({ check: 'aged-0' }), Buffer.from('x'));
    expect(String(await store().get(ref({ check: 'aged-0' })))).toBe('x');
  });
});

describe('what a sweep deletes', () => {
  const check = (id: string, bytes: number, ageMs: number) => ({ id, bytes, changedAtMs: now - ageMs });

  it.each([
    {
      case: 'nothing within age and size',
      checks: [check('a', 500, hour), check('b', 500, 2 * hour)],
      deleted: [],
    },
    { case: 'at the very age nothing', checks: [check('a', 1, 72 * hour)], deleted: [] },
    {
      case: 'only as many as needed',
      checks: [check('a', 600, 3 * hour), check('b', 1, 2 * hour), check('c', 600, hour)],
      deleted: ['a'],
    },
    { case: 'a single one that is too big', checks: [check('a', 5_000, hour)], deleted: ['a'] },
    {
      case: 'none in use within twice the size',
      checks: [check('a', 1_000, minute), check('b', 1_000, 2 * minute)],
      deleted: [],
    },
    {
      case: 'the idle before those in use',
      checks: [check('a', 900, minute), check('b', 600, 11 * minute)],
      deleted: ['b'],
    },
    {
      case: 'the oldest in use beyond twice the size',
      checks: [check('a', 900, minute), check('b', 700, 2 * minute), check('c', 700, 3 * minute)],
      deleted: ['c', 'b'],
    },
    {
      case: 'idle ones first even then',
      checks: [check('a', 900, minute), check('b', 900, 2 * minute), check('c', 900, hour)],
      deleted: ['c'],
    },
    {
      case: 'the aged without counting their size',
      checks: [check('a', 900, hour), check('b', 900, 100 * hour)],
      deleted: ['b'],
    },
  ])('is $case', ({ checks, deleted }) => {
    expect(checksToDelete(checks, now, limits).map(({ id }) => id)).toEqual(deleted);
  });
});

describe('a probe', () => {
  it('is found by whoever shares the directory, and by no one else', async () => {
    await writeProbe(directory, 'doctor-1', now);
    expect(await readProbe(directory, 'doctor-1')).toMatchObject({ pid: process.pid, writtenAtMs: now });
    expect(await readProbe(directory, 'doctor-2')).toBeUndefined();
    await removeProbe(directory, 'doctor-1');
    expect(await readProbe(directory, 'doctor-1')).toBeUndefined();
  });

  it('is no check, and is swept after an hour', async () => {
    await writeProbe(directory, 'doctor-1', now);
    await writeProbe(directory, 'doctor-2', now);
    await age('.probe-doctor-1', 61 * minute);
    await age('.probe-doctor-2', 59 * minute);
    expect(await store().sweep(now)).toEqual({ checks: [], bytes: 0 });
    expect(await readdir(directory)).toEqual(['.probe-doctor-2']);
  });

  it('cannot be written elsewhere', async () => {
    await expect(writeProbe(directory, '../x/y', now)).rejects.toThrow(RangeError);
  });
});

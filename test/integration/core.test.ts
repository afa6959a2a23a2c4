import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { coreWasm } from '../../src/profile/core-wasm.ts';

const root = path.join(import.meta.dirname, '..', '..');

describe('src/profile/core-wasm.ts', () => {
  it('is what src/profile/core compiles to', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-core-test-'));
    try {
      const file = path.join(directory, 'core-wasm.ts');
      await promisify(execFile)(process.execPath, [path.join(root, 'scripts', 'build-core.mjs'), file]);
      expect(await readFile(file, 'utf8')).toContain(`'${coreWasm}'`);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }, 60_000);
});

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildServices, GoMissingError, goIsPresent, goVersion } from '../../lab/go-services.ts';

let binDir: string | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  if (binDir !== undefined) await rm(binDir, { recursive: true });
  binDir = undefined;
});

/** Puts a `go` that only says its version on the PATH, and nothing else. */
async function pathWithGo(answer: string | undefined): Promise<string> {
  binDir = await mkdtemp(join(tmpdir(), 'lab-go-'));
  if (answer !== undefined) {
    await writeFile(join(binDir, 'go'), `#!/bin/sh\necho "${answer}"\n`);
    await chmod(join(binDir, 'go'), 0o755);
  }
  vi.stubEnv('PATH', binDir);
  return binDir;
}

describe('Go counts as present', () => {
  it.each([
    [false, 'when it is missing', undefined],
    [false, 'when it is too old', 'go version go1.25.4 linux/amd64'],
    [false, 'when it says something else', 'go: command not understood'],
    [true, 'from 1.26 on', 'go version go1.26 linux/amd64'],
    [true, 'as a later patch', 'go version go1.26.8 linux/amd64'],
    [true, 'as a later release', 'go version go1.30rc1 darwin/arm64'],
  ])('%s: %s', async (expected, _, answer) => {
    await pathWithGo(answer);
    expect(await goIsPresent()).toBe(expected);
    expect(await goVersion()).toBe(expected ? answer?.split(' ')[2] : undefined);
  });

  it('and where it does not, building says what to install', async () => {
    const empty = await pathWithGo(undefined);
    const build = buildServices(join(empty, 'bin'));
    await expect(build).rejects.toThrow(GoMissingError);
    await expect(build).rejects.toThrow(
      /need Go 1\.26 or newer on the PATH: install it from https:\/\/go\.dev/,
    );
  });
});

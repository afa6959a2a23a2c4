import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { missingRedis, redisProgram, startPrivateRedis } from '../../scripts/private-redis.mjs';

const script = fileURLToPath(new URL('../../scripts/private-redis.mjs', import.meta.url));
let bin = '';

beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'leakcheck-path-'));
});
afterEach(() => rm(bin, { recursive: true, force: true }));

/** A PATH on which there is only what the test put there. */
function onlyBin() {
  return { ...process.env, PATH: bin };
}

async function put(name: string, text: string): Promise<void> {
  await writeFile(join(bin, name), text);
  await chmod(join(bin, name), 0o755);
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

describe('redisProgram', () => {
  it.each(['redis-server', 'valkey-server'])('takes the %s on the PATH', async (name) => {
    await put(name, '#!/bin/sh\nexit 0\n');
    expect(redisProgram(onlyBin())).toBe(name);
  });

  it('passes over one that cannot run', async () => {
    await put('redis-server', '#!/bin/sh\nexit 127\n');
    expect(redisProgram(onlyBin())).toBeUndefined();
  });
});

describe.skipIf(redisProgram() === undefined)('a private Redis (skipped without redis-server)', () => {
  it('answers, forgets nothing under pressure, and is gone after stop', async () => {
    const server = await startPrivateRedis();
    const redis = new Redis(server.url);
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    redis.disconnect();
    await server.stop();
    expect(await answers(server.url)).toBe(false);
  });

  it('is stopped twice without complaint', async () => {
    const server = await startPrivateRedis();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('ends with a starter that gets %s', async (signal) => {
    const code = `import { startPrivateRedis } from ${JSON.stringify(script)};
      console.log((await startPrivateRedis()).url);
      setInterval(() => undefined, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', code]);
    const [said] = await once(starter.stdout, 'data');
    const url = String(said).trim();
    expect(await answers(url)).toBe(true);
    starter.kill(signal);
    await vi.waitFor(async () => expect(await answers(url)).toBe(false), { timeout: 10_000 });
  });

  it('does not keep its starter from ending', async () => {
    const code = `import { startPrivateRedis } from ${JSON.stringify(script)}; await startPrivateRedis();`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', code]);
    expect(await once(starter, 'exit')).toEqual([0, null]);
  });

  it('is a shared one with a prefix of its own, removed at the end, where no program is on the PATH', async () => {
    const shared = await startPrivateRedis();
    const redis = new Redis(shared.url);
    const sharedPort = Number(new URL(shared.url).port);
    const [first, second] = await Promise.all(
      [1, 2].map(() => startPrivateRedis({ env: onlyBin(), sharedPort })),
    );
    expect(first).toMatchObject({
      isShared: true,
      url: shared.url,
      prefix: expect.stringMatching(/^\{.+\}$/),
    });
    expect(second?.prefix).not.toBe(first?.prefix);
    await redis.mset(`${first?.prefix}:a`, '1', `${second?.prefix}:a`, '1', 'somebody:else', '1');
    await first?.stop();
    expect((await redis.keys('*')).sort()).toEqual(['somebody:else', `${second?.prefix}:a`].sort());
    redis.disconnect();
    await shared.stop();
  });
});

describe('no Redis at all', () => {
  it('is told with the command that installs one', async () => {
    await symlink(process.execPath, join(bin, 'node'));
    const started = startPrivateRedis({ env: onlyBin(), sharedPort: 1 });
    await expect(started).rejects.toThrow(/redis-server or valkey-server.*install redis/s);
  });

  it.each([
    ['linux', 'apt-get install redis-server'],
    ['darwin', 'brew install redis'],
  ])('names one command on %s', (platform, command) => {
    expect(missingRedis(platform)).toContain(command);
  });
});

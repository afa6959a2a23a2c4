// A Redis for the tests and the demo that nobody else's keys live in. Needs no package but for cleaning up a shared server.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const programs = ['redis-server', 'valkey-server'];
const answersWithinMs = 10_000;
const attempts = 3;

// Runs the server and waits for the end of standard input, a pipe that breaks however the starter ends, SIGKILL included.
const guard = `
  dir=$1; shift
  exec 3<&0
  "$@" </dev/null >/dev/null 2>&1 3<&- &
  server=$!
  { read -r _ <&3; kill -KILL "$server"; } 2>/dev/null &
  watch=$!
  wait "$server"
  kill "$watch" 2>/dev/null
  rm -rf "$dir"
`;

/** No server program is here and none answers; the message holds the one command that installs one. */
export class NoRedisError extends Error {
  name = 'NoRedisError';
}

/**
 * Starts a server of its own on a free port of 127.0.0.1, which ends with this process, however that one ends. Where no
 * server program is on the PATH, takes the one that answers on localhost:6379, with a prefix that only the caller uses.
 * `stop` ends the server, or removes the caller's keys from the shared one. Throws NoRedisError.
 * @param {{ env?: NodeJS.ProcessEnv, sharedPort?: number }} [options]
 * @returns {Promise<{ url: string, prefix: string, isShared: boolean, stop(): Promise<void> }>}
 */
export async function startPrivateRedis({ env = process.env, sharedPort = 6379 } = {}) {
  const program = redisProgram(env);
  if (program !== undefined) return startOwn(program, env);
  const url = `redis://127.0.0.1:${sharedPort}`;
  if (!(await answersPing(sharedPort))) throw new NoRedisError(missingRedis());
  const prefix = `{leakcheck-${randomBytes(6).toString('hex')}}`;
  return { url, prefix, isShared: true, stop: () => removeKeys(url, prefix) };
}

/**
 * The server program on the PATH, or undefined.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function redisProgram(env = process.env) {
  return programs.find((program) => spawnSync(program, ['--version'], { env, stdio: 'ignore' }).status === 0);
}

/**
 * What to tell someone who has no Redis.
 * @param {NodeJS.Platform} [platform]
 */
export function missingRedis(platform = process.platform) {
  const install = platform === 'darwin' ? 'brew install redis' : 'apt-get install redis-server';
  return `No redis-server or valkey-server is on the PATH and none answers on localhost:6379. Install one: ${install}`;
}

async function startOwn(program, env) {
  for (let attempt = 1; ; attempt++) {
    const started = await startOnce(program, env);
    if (started !== undefined) return started;
    if (attempt === attempts) throw new Error(`${program} did not answer on a free port, ${attempts} times`);
  }
}

/** Undefined when the port was taken by someone else between finding and using it. */
async function startOnce(program, env) {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'leakcheck-redis-'));
  const server = [program, '--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const options = ['--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  // Detached: Ctrl-C is for the caller, who may still need Redis to clean up.
  const stdio = ['pipe', 'ignore', 'ignore'];
  const child = spawn('/bin/sh', ['-c', guard, 'guard', dir, ...server, ...options], {
    env,
    stdio,
    detached: true,
  });
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'exit');
  const stop = async () => {
    child.ref();
    child.stdin.end();
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
  const isOurs = () => child.exitCode === null && child.signalCode === null;
  if (await answersSoon(port, isOurs)) {
    // The server alone is no reason for this process to go on.
    child.unref();
    child.stdin.unref();
    return { url: `redis://127.0.0.1:${port}`, prefix: '{leakcheck}', isShared: false, stop };
  }
  await stop();
  return undefined;
}

async function answersSoon(port, isOurs) {
  const deadline = Date.now() + answersWithinMs;
  while (Date.now() < deadline && isOurs()) {
    if (await answersPing(port)) return isOurs();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** Whether a server that asks for no password answers PING there. */
function answersPing(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const end = (answers) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (answer) => end(answer.toString().startsWith('+PONG')));
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => end(false));
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function removeKeys(url, prefix) {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 })) {
      if (keys.length > 0) await redis.unlink(...keys);
    }
  } finally {
    redis.disconnect();
  }
}

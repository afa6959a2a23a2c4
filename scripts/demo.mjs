// `npm run demo`: sets up what is missing, starts a private Redis, then runs the demo as it was built.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from './setup.mjs';

setUp();
const { startPrivateRedis } = await import('./private-redis.mjs');
const { runDemo } = await import(pathToFileURL(join(root, 'dist', 'lab', 'demo.js')).href);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stopping.abort());

const redis = await startPrivateRedis();
try {
  process.exitCode = await runDemo({
    args: process.argv.slice(2),
    redis,
    signal: stopping.signal,
    say: (line) => process.stdout.write(`${line}\n`),
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
} finally {
  await redis.stop();
}
// Whatever the demo was still waiting for on the page must not keep it.
process.exit();

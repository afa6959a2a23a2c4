// `npm run bench:<name>`: sets up what is missing, starts a private Redis, then runs one benchmark as it was built.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from './setup.mjs';

setUp();
const { startPrivateRedis } = await import('./private-redis.mjs');
const [name, ...args] = process.argv.slice(2);
const { runBench } = await import(pathToFileURL(join(root, 'dist', 'bench', `${name}.js`)).href);
const redis = await startPrivateRedis();
try {
  await runBench({ args, redis, say: (line) => process.stdout.write(`${line}\n`) });
} finally {
  await redis.stop();
}

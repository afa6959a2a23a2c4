// `npm test`: sets up what is missing, gives the tests a Redis, runs all of them, says what was skipped and why, and closes
// with `N passed, N failed`. Arguments go on to vitest: `npm test -- test/profile`, `npm test -- --project unit`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoRedisError, startPrivateRedis } from './private-redis.mjs';
import { root, setUp } from './setup.mjs';
import { skipLines, unexpectedSkips } from './skips.mjs';

let hasClosed = false;
// Whoever reads the last line gets one, also where set-up or this script itself fails.
process.once('exit', () => hasClosed || process.stdout.write('0 passed, 1 failed\n'));

setUp();
const scratch = mkdtempSync(join(tmpdir(), 'leakcheck-test-'));
const redis = await startPrivateRedis().catch(endWithoutRedis);
try {
  process.exitCode = await runTests(process.argv.slice(2));
} finally {
  await redis.stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function runTests(args) {
  const summaryFile = join(scratch, 'summary.json');
  const code = await runVitest(args, {
    LEAKCHECK_TEST_SUMMARY: summaryFile,
    REDIS_URL: redis.url,
    LEAKCHECK_PREFIX: redis.prefix,
  });
  const summary = readSummary(summaryFile);
  const expected = JSON.parse(readFileSync(join(root, 'test', 'expected-skips.json'), 'utf8'));
  const unexpected = isTrue(process.env.CI) ? unexpectedSkips(summary.skipped, expected) : [];
  hasClosed = true;
  process.stdout.write(`\n${closing(summary, unexpected, expected).join('\n')}\n`);
  return code === 0 && summary.failed === 0 && unexpected.length === 0 ? 0 : 1;
}

function closing({ passed, failed, skipped }, unexpected, expected) {
  const failedInAll = failed + unexpected.length;
  const skippedInAll = skipped.length - unexpected.length;
  return [
    ...skipLines(skipped, expected),
    ...unexpected.map(
      ({ name }) => `failed   skipped in CI, and not listed in test/expected-skips.json: ${name}`,
    ),
    `${passed} passed, ${failedInAll} failed${skippedInAll > 0 ? `, ${skippedInAll} skipped` : ''}`,
  ];
}

/** Ctrl-C reaches vitest by the terminal; this process waits for it, so that Redis goes last. */
async function runVitest(args, env) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts', 'summary-reporter.mjs')}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // The tests talk to the loopback alone, and each Node that starts would read all certificates that it names before.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined, ...env },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  return code;
}

/** Where vitest ended before any test (an argument it does not know), that is one failure. */
function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
}

function endWithoutRedis(error) {
  if (!(error instanceof NoRedisError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}

function isTrue(value) {
  return value !== undefined && !['', '0', 'false'].includes(value);
}

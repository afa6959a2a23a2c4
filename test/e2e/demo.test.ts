import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const output = path.resolve('demo-output');
let demo: ChildProcess | undefined;

/** `npm run demo` as npm starts it; without Go on the PATH the services are replayed from their recordings. */
function startDemo(
  args: readonly string[],
  { withGo }: { readonly withGo: boolean },
): { readonly child: ChildProcess; printed(): string } {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const visible = withGo ? folders : folders.filter((folder) => !existsSync(path.join(folder, 'go')));
  const child = spawn(process.execPath, ['scripts/demo.mjs', ...args], {
    env: { ...process.env, PATH: visible.join(path.delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  demo = child;
  return { child, printed: () => text };
}

afterEach(() => {
  if (demo?.exitCode === null) demo.kill('SIGKILL');
});

describe('npm run demo', () => {
  it('-- --once checks a leaking service, prints the thread, keeps the charts and exits by verdict', async () => {
    const { child, printed } = startDemo(['--once'], { withGo: false });
    const [code] = await once(child, 'exit');
    expect(printed()).toContain('recorded captures of the same services are replayed');
    expect(printed()).toMatch(/\*payments\*: \*leak\*/);
    expect(printed()).toContain('settlement.(*Settler).collect');
    // From the goroutines that the recording lists.
    expect(printed()).toMatch(/are still there at the last; [\d,]+ more were started in between/);
    expect(code).toBe(1);
    expect((await readFile(path.join(output, 'growth.png'))).subarray(1, 4).toString()).toBe('PNG');
    expect((await stat(path.join(output, 'thread.txt'))).size).toBeGreaterThan(1_000);
  });

  it('says what the bot answered when it refuses the check', async () => {
    const { child, printed } = startDemo(['--once', '--service', 'paymnts'], { withGo: false });
    const [code] = await once(child, 'exit');
    expect(printed()).toMatch(/did you mean .*payments/i);
    expect(code).toBe(2);
  });

  it('runs until Ctrl-C, with a page that answers, and leaves nothing behind', async () => {
    const { child, printed } = startDemo(['--port', '0', '--window', '10s'], { withGo: false });
    await expect.poll(printed, { timeout: 60_000 }).toContain('Ctrl-C ends everything');
    const page = /http:\/\/127\.0\.0\.1:\d+/.exec(printed())?.[0] ?? '';
    expect((await fetch(page)).status).toBe(200);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    await expect(fetch(page)).rejects.toThrow();
  });
});

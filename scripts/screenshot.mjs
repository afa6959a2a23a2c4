// `npm run screenshot`: runs the demo's first check and takes docs/thread.png of its thread and docs/home.png of Home after it, as the
// README shows them.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from './setup.mjs';

setUp();
const { chromium } = await import('playwright-core');
const { startPrivateRedis } = await import('./private-redis.mjs');
const { runDemo } = await import(pathToFileURL(join(root, 'dist', 'lab', 'demo.js')).href);

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const stopping = new AbortController();
const redis = await startPrivateRedis();
let page = Promise.resolve();
const say = (line) => {
  const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
  if (found) page = takePicture(found[0]).finally(() => stopping.abort());
};
try {
  await runDemo({ args: ['--port', '0'], redis, signal: stopping.signal, say });
  await page;
} finally {
  await redis.stop();
}

async function takePicture(url) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args,
  });
  try {
    const tab = await browser.newPage({ viewport: { width: 1400, height: 1750 } });
    await tab.goto(url);
    await tab
      .getByText(/\d+ replies/)
      .first()
      .click({ timeout: 120_000 });
    await tab
      .getByText('report.json', { exact: true })
      .first()
      .waitFor({ timeout: 60_000, state: 'attached' });
    await tab.evaluate(() => {
      for (const element of document.querySelectorAll('*'))
        if (element.scrollHeight > element.clientHeight + 40) element.scrollTop = 0;
    });
    mkdirSync(join(root, 'docs'), { recursive: true });
    await tab.screenshot({ path: join(root, 'docs', 'thread.png') });
    await tab.setViewportSize({ width: 1100, height: 800 });
    await tab.goto(`${url}/#home`);
    const home = tab.getByRole('region', { name: 'Home' });
    await home.getByText('Services', { exact: true }).waitFor({ timeout: 30_000 });
    await tab.screenshot({ path: join(root, 'docs', 'home.png') });
  } finally {
    await browser.close();
  }
}

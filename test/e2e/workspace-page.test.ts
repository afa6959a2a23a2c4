import type { App } from '@slack/bolt';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../lab/slack/workspace.ts';
import { boltApp } from '../lab/slack/bolt-app.ts';
import { chromiumArgs, chromiumPath } from '../lab/slack/chromium.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

describe.skipIf(chromiumPath === undefined)('the page of the workspace in Chromium', () => {
  let browser: Browser;
  let workspace: Workspace;
  let app: App;
  let page: Page;
  let pageErrors: string[];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: String(chromiumPath), args: chromiumArgs });
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    workspace = await startWorkspace({ limits: { messageBurst: 100 } });
    app = boltApp(workspace);
    page = await browser.newPage();
    pageErrors = [];
    page.on('pageerror', (error) => pageErrors.push(error.message));
  });

  afterEach(async () => {
    await page.close();
    await workspace.waitFor((w) => w.calls('auth.test').length > 0);
    await app.stop();
    await workspace.close();
    expect(pageErrors).toEqual([]);
  });

  const channelLog = () => page.getByRole('log', { name: 'Messages' });
  const thread = () => page.getByRole('log', { name: 'Thread' });

  async function open(channel = 'orders'): Promise<void> {
    await page.goto(`${workspace.url}/#${workspace.channel(channel).id}`);
    await page.getByRole('heading', { name: `#${channel}` }).waitFor();
  }

  async function type(text: string, box = '#composer-channel'): Promise<void> {
    await page.fill(box, text);
    await page.press(box, 'Enter');
  }

  it('shows what a typed command leads to: the message, its edits and its thread', async () => {
    app.command('/leakcheck', async ({ ack, command, client }) => {
      await ack();
      const channel = command.channel_id;
      const root = await client.chat.postMessage({ channel, text: `Checking *${command.text}*` });
      await client.chat.postMessage({ channel, text: 'It leaks.', thread_ts: String(root.ts) });
      await client.chat.update({ channel, ts: String(root.ts), text: 'payments leaks' });
    });
    await app.start();
    await open();
    await type('/leakcheck payments 5m');
    await channelLog().getByText('payments leaks').waitFor();
    await channelLog().getByText('(edited)').waitFor();
    await channelLog()
      .getByRole('button', { name: /1 reply/ })
      .click();
    await thread().getByText('It leaks.').waitFor();
  });

  it('opens a thread by its permalink, with images, files and their alt texts', async () => {
    await app.start();
    const channel = workspace.channel('orders').id;
    const root = await app.client.chat.postMessage({ channel, text: 'report' });
    await app.client.filesUploadV2({
      channel_id: channel,
      thread_ts: String(root.ts),
      file_uploads: [
        { file: PIXEL, filename: 'heap.png', alt_text: 'Live heap rises' },
        { file: Buffer.from('profile'), filename: 'base.pb.gz' },
      ],
    });
    await workspace.waitFor((w) => w.replies('orders', String(root.ts)).length === 1);
    const { permalink } = await app.client.chat.getPermalink({ channel, message_ts: String(root.ts) });
    await page.goto(String(permalink));
    const image = thread().getByRole('img', { name: 'Live heap rises' });
    await image.waitFor();
    expect(await image.evaluate((element) => Reflect.get(element, 'naturalWidth'))).toBe(1);
    const download = page.waitForEvent('download');
    await thread()
      .getByRole('link', { name: /base\.pb\.gz/ })
      .click();
    expect((await download).suggestedFilename()).toBe('base.pb.gz');
  });

  it('presses a button, asks for confirmation first, and shows the modal with its errors', async () => {
    app.action('escalate', async ({ ack, body, client }) => {
      await ack();
      if (body.type !== 'block_actions') return;
      await client.views.open({
        trigger_id: body.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'escalate',
          title: { type: 'plain_text', text: 'Escalate' },
          submit: { type: 'plain_text', text: 'Tell them' },
          blocks: [
            {
              type: 'input',
              block_id: 'note',
              label: { type: 'plain_text', text: 'Note' },
              element: { type: 'plain_text_input', action_id: 'text' },
            },
          ],
        },
      });
    });
    app.view('escalate', async ({ ack, view, client, body }) => {
      const note = view.state.values.note?.text?.value ?? '';
      if (note.length < 5) return ack({ response_action: 'errors', errors: { note: 'Say more.' } });
      await ack();
      await client.chat.postMessage({
        channel: workspace.channel('orders').id,
        text: `<@${body.user.id}> says: ${note}`,
      });
    });
    await app.start();
    await app.client.chat.postMessage({
      channel: workspace.channel('orders').id,
      text: 'report',
      blocks: [
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'escalate',
              text: { type: 'plain_text', text: 'Escalate' },
              confirm: {
                title: { type: 'plain_text', text: 'Sure?' },
                text: { type: 'plain_text', text: 'People will be told.' },
                confirm: { type: 'plain_text', text: 'Yes' },
                deny: { type: 'plain_text', text: 'No' },
              },
            },
          ],
        },
      ],
    });
    await open();
    await channelLog().getByRole('button', { name: 'Escalate' }).click();
    await page.getByRole('button', { name: 'No' }).click();
    expect(workspace.envelopes()).toEqual([]);
    await channelLog().getByRole('button', { name: 'Escalate' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    const modal = page.getByRole('dialog', { name: 'Escalate' });
    await modal.getByRole('button', { name: 'Tell them' }).click();
    await modal.getByText('Please complete this required field.').waitFor();
    await modal.getByLabel('Note').fill('hm');
    await modal.getByRole('button', { name: 'Tell them' }).click();
    await modal.getByText('Say more.').waitFor();
    await modal.getByLabel('Note').fill('it grows since noon');
    await modal.getByRole('button', { name: 'Tell them' }).click();
    await channelLog().getByText('says: it grows since noon').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('offers what can be switched beside the workspace, and says how it stands', async () => {
    let finish: () => void = () => undefined;
    const shop = await startWorkspace({
      switches: [
        {
          name: 'payments',
          off: { state: 'leaks', button: 'Deploy the fix' },
          on: { state: 'fixed', button: 'Deploy the leak again' },
          set: () => new Promise((resolve) => (finish = resolve)),
        },
      ],
    });
    try {
      await page.goto(shop.url);
      const side = page.getByRole('navigation', { name: 'Channels' });
      await side.getByText('payments: leaks').waitFor();
      await side.getByRole('button', { name: 'Deploy the fix (payments)' }).click();
      await side.getByText('payments: being deployed …').waitFor();
      expect(await side.getByRole('button', { name: /\(payments\)/ }).isDisabled()).toBe(true);
      finish();
      await side.getByText('payments: fixed').waitFor();
      await side.getByRole('button', { name: 'Deploy the leak again (payments)' }).waitFor();
    } finally {
      await page.goto('about:blank');
      await shop.close();
    }
    await app.start();
  });

  it('lets nothing that a message says become markup', async () => {
    await app.start();
    const hostile =
      '<img src=x onerror="window.hacked=1"> *bold<script>window.hacked=1</script>* `<b>code</b>`';
    await app.client.chat.postMessage({
      channel: workspace.channel('orders').id,
      text: hostile,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: hostile } },
        { type: 'section', text: { type: 'mrkdwn', text: '<javascript:window.hacked=1|press me>' } },
        { type: 'markdown', text: `[press](javascript:window.hacked=1) ${hostile}` },
        { type: 'header', text: { type: 'plain_text', text: hostile } },
      ],
    });
    await workspace.say({ user: 'ann', channel: 'orders', text: hostile });
    await open();
    await channelLog().getByText('press me').click();
    expect(await page.evaluate(() => Reflect.get(globalThis, 'hacked'))).toBeUndefined();
    expect(await channelLog().locator('script, img[onerror], a[href^=javascript]').count()).toBe(0);
  });

  it.each([
    { mrkdwn: '*bold* _italic_ ~gone~ `a*b*c`', html: ['strong:bold', 'em:italic', 's:gone', 'code:a*b*c'] },
    {
      mrkdwn: '*1. `main.(*Ledger).await`* and on',
      html: ['strong:1. main.(*Ledger).await', 'code:main.(*Ledger).await'],
    },
    { mrkdwn: 'snake_case_name and 2*3*4', html: [] },
    { mrkdwn: '```a &lt; b\nc```', html: ['pre:a < b\nc'] },
    { mrkdwn: '&gt; quoted', html: ['blockquote:quoted'] },
    { mrkdwn: '<https://example.com|words>', html: ['a:words'] },
  ])('draws $mrkdwn as Slack does', async ({ mrkdwn, html }) => {
    await app.start();
    await app.client.chat.postMessage({ channel: workspace.channel('orders').id, text: mrkdwn });
    await open();
    const text = channelLog().locator('.text');
    await text.waitFor();
    const marks = await text.locator('strong, em, s, code, pre, blockquote, a').all();
    const drawn = await Promise.all(
      marks.map(
        async (mark) =>
          `${await mark.evaluate((element) => element.nodeName.toLowerCase())}:${await mark.textContent()}`,
      ),
    );
    expect(drawn).toEqual(html);
  });

  it('resolves references to names, and shows them to whom they concern', async () => {
    await app.start();
    const [group] = workspace.userGroups();
    const text = `<@${workspace.user('bea').id}> <#${workspace.channel('catalog').id}> <!subteam^${group?.id}> <!date^0^{date_num}|long ago>`;
    await app.client.chat.postMessage({ channel: workspace.channel('orders').id, text });
    await open();
    await channelLog().getByText('@bea #catalog @payments-team 1970-01-01').waitFor();
  });

  it('keeps an ephemeral message to its person, and acts as another when asked', async () => {
    app.command('/leakcheck', ({ ack }) => ack({ text: 'only for you' }));
    await app.start();
    await open();
    await type('/leakcheck help');
    await channelLog().getByText('only for you').waitFor();
    await channelLog().getByText('Only visible to you').waitFor();
    await page.getByLabel('Act as this person').selectOption(workspace.user('bea').id);
    await channelLog().getByText('only for you').waitFor({ state: 'detached' });
    await page.getByLabel('Act as this person').selectOption(workspace.user('ann').id);
    await channelLog().getByRole('button', { name: 'Dismiss message' }).click();
    await channelLog().getByText('only for you').waitFor({ state: 'detached' });
  });

  it('refuses a command in a thread as Slack does, where a mention works', async () => {
    app.event('app_mention', async ({ event, say }) => {
      await say({ text: 'heard', thread_ts: event.thread_ts ?? event.ts });
    });
    await app.start();
    const { ts } = await workspace.say({ user: 'bea', channel: 'orders', text: 'look here' });
    await page.goto(`${workspace.url}/#${workspace.channel('orders').id}/${ts}`);
    await thread().getByText('look here').waitFor();
    await type('/leakcheck payments 5m', '#composer-thread');
    await thread().getByText('/leakcheck is not supported in threads').waitFor();
    await type('@leakcheck payments 5m', '#composer-thread');
    await thread().getByText('heard').waitFor();
    expect(workspace.envelopes().map((envelope) => envelope.type)).toEqual(['events_api']);
  });

  it('says that the app is not in a channel, and invites it', async () => {
    await app.start();
    await open('random');
    await page.getByText('leakcheck is not in this channel').waitFor();
    await type('/invite @leakcheck');
    await page.getByText('leakcheck is not in this channel').waitFor({ state: 'detached' });
    expect(workspace.channel('random').members).toContain(workspace.user('leakcheck').id);
  });
});

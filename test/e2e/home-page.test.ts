import type { App } from '@slack/bolt';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../lab/slack/workspace.ts';
import { boltApp } from '../lab/slack/bolt-app.ts';
import { chromiumArgs, chromiumPath } from '../lab/slack/chromium.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** A button in a block of its own, as each service of a Home has. */
const line = (name: string) => ({
  type: 'section' as const,
  text: { type: 'mrkdwn' as const, text: `*${name}*` },
  accessory: {
    type: 'button' as const,
    action_id: 'pick',
    text: plain('Pick'),
    value: name,
    accessibility_label: `Pick ${name}`,
  },
});

describe.skipIf(chromiumPath === undefined)('Home and shortcuts on the page of the workspace', () => {
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
    let openings = 0;
    app.event('app_home_opened', async ({ event, client }) => {
      openings += 1;
      const seen = { type: 'header' as const, text: plain(`Opening ${openings}`) };
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [seen, line('first'), line('second')] },
      });
    });
    page = await browser.newPage();
    pageErrors = [];
    page.on('pageerror', (error) => pageErrors.push(error.message));
  });

  afterEach(async () => {
    await page.close();
    await app.stop();
    await workspace.close();
    expect(pageErrors).toEqual([]);
  });

  const home = () => page.getByRole('region', { name: 'Home' });

  async function openHome(): Promise<void> {
    await page.goto(workspace.url);
    await page.getByRole('link', { name: 'leakcheck' }).click();
    await home()
      .getByText(/Opening \d/)
      .waitFor();
  }

  it('tells the app at each opening, and shows what it publishes in place of the channel', async () => {
    await app.start();
    await openHome();
    await page.getByRole('heading', { name: 'leakcheck' }).waitFor();
    expect(await page.getByRole('log', { name: 'Messages' }).isVisible()).toBe(false);
    expect(await page.getByRole('textbox', { name: 'Message' }).isVisible()).toBe(false);
    await page.getByRole('link', { name: 'orders' }).click();
    await page.getByRole('heading', { name: '#orders' }).waitFor();
    expect(await home().isVisible()).toBe(false);
    await page.getByRole('link', { name: 'leakcheck' }).click();
    await home().getByText('Opening 2').waitFor();
  });

  it('reports the press of the button that was pressed, and shows the modal that it opens', async () => {
    const pressed: unknown[] = [];
    app.action('pick', async ({ ack, body, client }) => {
      await ack();
      pressed.push(body);
      const channel = {
        type: 'conversations_select' as const,
        action_id: 'where',
        placeholder: plain('Which channel?'),
      };
      await client.views.open({
        trigger_id: 'trigger_id' in body ? body.trigger_id : '',
        view: {
          type: 'modal',
          callback_id: 'asked',
          title: plain('Where'),
          submit: plain('Send'),
          blocks: [{ type: 'input', block_id: 'b', label: plain('Channel'), element: channel }],
        },
      });
    });
    app.view('asked', async ({ ack, view }) => {
      await ack();
      pressed.push(view.state.values.b?.where?.selected_conversation);
    });
    await app.start();
    await openHome();
    await home().getByRole('button', { name: 'Pick second' }).click();
    const modal = page.getByRole('dialog', { name: 'Where' });
    await modal.getByLabel('Which channel?').selectOption({ label: '#orders' });
    await modal.getByRole('button', { name: 'Send' }).click();
    await modal.waitFor({ state: 'detached' });
    const [press, channel] = pressed;
    expect(press).toMatchObject({
      type: 'block_actions',
      container: { type: 'view' },
      view: { type: 'home' },
      actions: [{ action_id: 'pick', value: 'second' }],
    });
    expect(press).not.toHaveProperty('channel');
    expect(press).not.toHaveProperty('message');
    expect(channel).toBe(workspace.channel('orders').id);
  });

  it('offers shortcuts in the menu of a message, and sends the message along, attachments and all', async () => {
    const used: unknown[] = [];
    app.shortcut('leakcheck.check_message', async ({ ack, body, respond }) => {
      await ack();
      used.push(body);
      await respond({ text: 'Seen.', response_type: 'ephemeral' });
    });
    await app.start();
    const attachment = {
      title: 'HighMemory',
      text: 'of *payments*',
      fields: [{ title: 'Since', value: 'noon' }],
    };
    const alert = workspace.postAlert({ user: 'bea', channel: 'orders', attachments: [attachment] });
    await page.goto(`${workspace.url}/#${alert.channel}`);
    const article = page.locator(`[data-ts="${alert.ts}"]`);
    await article.getByText('HighMemory').waitFor();
    await article.getByText('noon').waitFor();
    await article.hover();
    await article.getByRole('button', { name: 'More actions' }).click();
    await article.getByRole('menuitem', { name: /Check for leaks/ }).click();
    await page.getByText('Seen.').waitFor();
    await page.getByText('Only visible to you').waitFor();
    expect(used).toMatchObject([
      {
        type: 'message_action',
        callback_id: 'leakcheck.check_message',
        message_ts: alert.ts,
        channel: { id: alert.channel, name: 'orders' },
        message: { type: 'message', ts: alert.ts, attachments: [attachment] },
      },
    ]);
  });

  it('offers the others beside the message box, which come without a channel', async () => {
    const used: unknown[] = [];
    app.shortcut('leakcheck.check_anywhere', async ({ ack, body }) => {
      await ack();
      used.push(body);
    });
    await app.start();
    await page.goto(workspace.url);
    const box = page.locator('#composer');
    await box.getByRole('button', { name: 'Shortcuts' }).click();
    await box.getByRole('menuitem', { name: /Check a service/ }).click();
    await workspace.waitFor(() => used.length > 0);
    expect(used).toMatchObject([{ type: 'shortcut', callback_id: 'leakcheck.check_anywhere' }]);
    expect(used[0]).not.toHaveProperty('channel');
    expect(used[0]).not.toHaveProperty('response_url');
  });

  it('says when the app does not answer a shortcut', async () => {
    await stopAnswering();
    await page.goto(workspace.url);
    const box = page.locator('#composer');
    await box.getByRole('button', { name: 'Shortcuts' }).click();
    await box.getByRole('menuitem', { name: /Check a service/ }).click();
    await page.getByText(/did not respond/).waitFor();
  });

  /** Nothing is connected. */
  async function stopAnswering(): Promise<void> {
    await app.start();
    await app.stop();
    await workspace.waitFor(({ connected }) => connected() === 0);
  }
});

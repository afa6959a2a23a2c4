import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../lab/slack/workspace.ts';
import { boltApp } from '../lab/slack/bolt-app.ts';

const text = (words: string) => ({ type: 'plain_text' as const, text: words });
const pick = (value: string) => ({
  type: 'actions' as const,
  block_id: value,
  elements: [{ type: 'button' as const, action_id: 'pick', text: text('Pick'), value }],
});

let workspace: Workspace;
let app: App;

beforeEach(async () => {
  workspace = await startWorkspace();
  app = boltApp(workspace);
  app.event('app_home_opened', async () => undefined);
  app.action('pick', ({ ack }) => ack());
  app.shortcut(/leakcheck/, ({ ack }) => ack());
  await app.start();
});
afterEach(async () => {
  await app.stop();
  await workspace.close();
});

/** What the app was sent last. */
function sent(): unknown {
  return workspace.envelopes().at(-1)?.payload;
}

function publish() {
  const blocks = [pick('first'), pick('second')];
  const user_id = workspace.user('ann').id;
  return app.client.views.publish({ user_id, view: { type: 'home', private_metadata: '3', blocks } });
}

describe('the local workspace, as Slack documents it', () => {
  it('tells of an opened Home with the tab, and with the view once there is one', async () => {
    await workspace.openHome({ user: 'ann' });
    expect(sent()).toMatchObject({
      type: 'event_callback',
      event_id: expect.stringMatching(/^Ev/),
      event: {
        type: 'app_home_opened',
        user: workspace.user('ann').id,
        channel: expect.stringMatching(/^D/),
        tab: 'home',
        event_ts: expect.stringMatching(/^\d+\.\d+$/),
      },
    });
    expect(sent()).not.toHaveProperty('event.view');
    const { view } = await publish();
    await workspace.openHome({ user: 'ann' });
    expect(sent()).toMatchObject({
      event: { view: { id: view?.id, type: 'home', private_metadata: '3', hash: view?.hash } },
    });
    await workspace.openHome({ user: 'ann', tab: 'messages' });
    expect(sent()).toMatchObject({ event: { tab: 'messages' } });
    expect(sent()).not.toHaveProperty('event.view');
  });

  it('reports a press in Home with the view as its container, and no channel', async () => {
    const { view } = await publish();
    const viewId = String(view?.id);
    await workspace.clickInView({ user: 'ann', viewId, actionId: 'pick', blockId: 'second' });
    expect(sent()).toMatchObject({
      type: 'block_actions',
      user: { id: workspace.user('ann').id },
      container: { type: 'view', view_id: viewId },
      trigger_id: expect.any(String),
      view: { id: viewId, type: 'home', private_metadata: '3' },
      actions: [{ type: 'button', action_id: 'pick', block_id: 'second', value: 'second' }],
    });
    for (const key of ['channel', 'message', 'response_url']) expect(sent()).not.toHaveProperty(key);
  });

  it('sends a message’s shortcut with the whole message, its channel, and where to respond', async () => {
    const attachments = [{ title: 'HighMemory', fields: [{ title: 'service', value: 'payments' }] }];
    const { ts } = workspace.postAlert({ user: 'bea', channel: 'orders', text: 'alert', attachments });
    const callbackId = 'leakcheck.check_message';
    await workspace.useMessageShortcut({ user: 'ann', channel: 'orders', ts, callbackId });
    expect(sent()).toMatchObject({
      type: 'message_action',
      callback_id: callbackId,
      trigger_id: expect.any(String),
      action_ts: expect.stringMatching(/^\d+\.\d+$/),
      response_url: expect.stringMatching(/^http/),
      message_ts: ts,
      user: { id: workspace.user('ann').id, name: 'ann' },
      channel: { id: workspace.channel('orders').id, name: 'orders' },
      message: { type: 'message', ts, text: 'alert', user: workspace.user('bea').id, attachments },
    });
  });

  it('sends a global shortcut without channel, message and where to respond', async () => {
    await workspace.useGlobalShortcut({ user: 'ann', callbackId: 'leakcheck.check_anywhere' });
    expect(sent()).toMatchObject({
      type: 'shortcut',
      callback_id: 'leakcheck.check_anywhere',
      trigger_id: expect.any(String),
    });
    for (const key of ['channel', 'message', 'response_url']) expect(sent()).not.toHaveProperty(key);
  });

  it.each([
    { it: 'that is not registered', callbackId: 'other', where: 'orders' },
    { it: 'of a message that is not there', callbackId: 'leakcheck.check_message', where: 'catalog' },
  ])('offers no shortcut $it', ({ callbackId, where }) => {
    const { ts } = workspace.postAlert({ user: 'bea', channel: 'orders', text: 'alert' });
    expect(() => workspace.useMessageShortcut({ user: 'ann', channel: where, ts, callbackId })).toThrow(
      /No /,
    );
  });

  it('refuses blocks of another app that Slack would refuse', () => {
    const blocks = [{ type: 'section' }];
    expect(() => workspace.postAlert({ user: 'bea', channel: 'orders', blocks })).toThrow();
  });
});

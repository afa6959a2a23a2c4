import { describe, expect, it } from 'vitest';
import { guessService } from '../../../src/slack/shortcuts/guess-service.ts';
import { messageText } from '../../../src/slack/shortcuts/message-text.ts';
import { service } from '../../check/memory-ports.ts';

const services = [service(), service({ name: 'orders', targets: [] })];

/** As these post to Slack. */
const alertmanager = {
  text: '',
  attachments: [
    {
      title: '[FIRING:1] HighMemory (payments page)',
      title_link: 'https://alertmanager.example/#/alerts?receiver=slack',
      fallback: '[FIRING:1] HighMemory | https://alertmanager.example',
      text: '*Alert:* memory grows\n*Details:*\n • *service:* `payments`\n • *severity:* `page`',
    },
  ],
};
const grafana = {
  attachments: [
    {
      color: '#D63232',
      title: '[Alerting] Memory',
      fallback: 'Memory',
      fields: [
        { title: 'service', value: 'payments', short: true },
        { title: 'value', value: '1.2e9', short: true },
      ],
    },
  ],
};
const datadog = {
  attachments: [
    {
      title: 'Triggered: Memory is high on host:payments-7f9c6d5b8-x2x4q',
      text: 'Metric value: 0.93',
      fields: [{ title: 'Tags', value: 'env:prod, service:payments', short: false }],
    },
  ],
};
const blockKit = {
  text: 'alert',
  blocks: [
    { type: 'header', text: { type: 'plain_text', text: 'Memory is high' } },
    {
      type: 'section',
      fields: [
        { type: 'mrkdwn', text: '*Service:*\npayments' },
        { type: 'mrkdwn', text: '*Since:*\n10 minutes' },
      ],
    },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'team shop' }] },
  ],
};
const richText = {
  blocks: [
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'payments leaks?' }] }],
    },
  ],
};
const insideAttachment = {
  attachments: [{ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'service=payments' } }] }],
};
const fallbackOnly = { attachments: [{ fallback: 'service=payments' }] };

describe('messageText', () => {
  it.each([
    ['Alertmanager', alertmanager],
    ['Grafana', grafana],
    ['Datadog', datadog],
    ['Block Kit', blockKit],
    ['a person', richText],
    ['blocks inside an attachment', insideAttachment],
    ['a fallback alone', fallbackOnly],
  ])('reads the service that a message of %s names', (_, message) => {
    expect(guessService(messageText(message), services)).toMatchObject({
      kind: 'clear',
      service: 'payments',
    });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'payments'],
    ['numbers where texts belong', { text: 7, blocks: 'x', attachments: { text: null } }],
    ['nested beyond reason', nested(5_000)],
  ])('answers no text for %s', (_, message) => {
    expect(messageText(message)).toBe('');
  });

  it('reads no more than what a message of Slack can hold', () => {
    const blocks = Array.from({ length: 5_000 }, () => ({
      type: 'section',
      text: { text: 'x'.repeat(100) },
    }));
    expect(messageText({ blocks }).length).toBeLessThanOrEqual(60_000);
  });
});

function nested(depth: number): unknown {
  let inner: unknown = { text: 'payments' };
  for (let level = 0; level < depth; level += 1) inner = { elements: [inner] };
  return inner;
}

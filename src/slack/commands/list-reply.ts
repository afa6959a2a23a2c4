import type { Message } from '../../check/poster.ts';
import type { Service } from '../../check/service.ts';
import { escapeMrkdwn } from '../../report/escape-mrkdwn.ts';
import { formatWindow, plural } from '../../report/units.ts';
import { listMessage, replyMessage } from '../reply-message.ts';

/** The services that can be checked, and from where. */
export function listReply(services: readonly Service[]): Message {
  if (services.length === 0) {
    return replyMessage(
      'The services file names no service.',
      'who runs leakcheck adds services to it; they can be checked some seconds later.',
    );
  }
  return listMessage(`*${plural(services.length, 'service')}* can be checked:`, services.map(serviceLine), [
    'Start a check with `/leakcheck &lt;service&gt; [window]`.',
  ]);
}

function serviceLine(service: Service): string {
  const { name, targets, defaultWindowMs, channels, owner } = service;
  const parts = [
    `• *${escapeMrkdwn(name, 80)}*`,
    plural(targets.length, 'replica'),
    `default window ${formatWindow(defaultWindowMs)}`,
    channels === undefined ? 'any channel' : channelList(channels),
    ...(owner === undefined ? [] : [`owner ${escapeMrkdwn(owner.label, 60)}`]),
  ];
  return parts.join(' · ');
}

function channelList(channels: readonly string[]): string {
  const shown = channels.slice(0, 5).map((id) => `<#${id}>`);
  return shown.length === 0
    ? 'no channel'
    : `${shown.join(' ')}${channels.length > 5 ? ` and ${channels.length - 5} more` : ''}`;
}

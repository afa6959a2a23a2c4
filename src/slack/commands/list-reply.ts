import { type Person, serviceActions } from '../../access/permissions.ts';
import type { Message } from '../../check/poster.ts';
import type { RightsDeps } from '../../check/rights.ts';
import { escapeMrkdwn } from '../../report/escape-mrkdwn.ts';
import { formatWindow, plural } from '../../report/units.ts';
import { pagedMessage, pageOf } from '../paged-list.ts';
import { replyMessage } from '../reply-message.ts';
import { type OwnRights, ownRights, problemSentences } from './own-rights.ts';

const perPage = 12;
/** So many channels are named in a line. */
const mostChannels = 20;

/** The services that a person may do something with, what that is, and from where. */
export async function listReply(deps: RightsDeps, person: Person, page = 0): Promise<Message> {
  if (deps.services.length === 0) {
    return replyMessage(
      'The services file names no service.',
      'who runs leakcheck adds services to it; they can be checked some seconds later.',
    );
  }
  const all = await ownRights(deps, person);
  const open = all.filter(({ may }) => may.length > 0);
  const problems = problemSentences(all.flatMap((each) => each.problems));
  if (open.length === 0) {
    return replyMessage(
      ['No service is open to you here.', ...problems].join('\n'),
      'ask in the channel of the service, or have who runs leakcheck name you under `permissions` in the services file.',
    );
  }
  const mayCheckAll = open.every(({ may }) => may.includes('check'));
  const hidden = all.length - open.length;
  const others = hidden === 0 ? [] : [`${plural(hidden, 'more service')} not open to you here.`];
  const shown = pageOf(open, { page, perPage });
  return pagedMessage({
    ...shown,
    list: { kind: 'list' },
    title: `*${plural(open.length, 'service')}* ${mayCheckAll ? 'can be checked' : 'open to you'}:`,
    items: shown.items.map(serviceLine),
    footer: ['Start a check with `/leakcheck &lt;service&gt; [window]`.', ...others, ...problems],
  });
}

function serviceLine({ service, may }: OwnRights): string {
  const { name, targets, defaultWindowMs, channels, owner } = service;
  const parts = [
    `• *${escapeMrkdwn(name, 80)}*`,
    plural(targets.length, 'replica'),
    `default window ${formatWindow(defaultWindowMs)}`,
    channels === undefined ? 'any channel' : channelList(channels),
    ...(owner === undefined ? [] : [`owner ${escapeMrkdwn(owner.label, 60)}`]),
    ...(may.length === serviceActions.length ? [] : [`you may ${may.join(' and ')} only`]),
  ];
  return parts.join(' · ');
}

function channelList(channels: readonly string[]): string {
  const shown = channels.slice(0, mostChannels).map((id) => `<#${id}>`);
  return shown.length === 0
    ? 'no channel'
    : `${shown.join(' ')}${channels.length > mostChannels ? ` and ${channels.length - mostChannels} more in the services file` : ''}`;
}

import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Service } from '../../check/service.ts';
import { section } from '../../report/thread/thread-message.ts';
import { formatWindow, plural } from '../../report/units.ts';
import type { CheckContext } from './check-context.ts';
import { plain } from './plain.ts';

export const checkCallbackId = 'leakcheck.check_modal';
export const checkTitle = 'Check for leaks';
export const serviceBlockId = 'leakcheck.check_service';
export const serviceActionId = 'leakcheck.check_service_name';
export const channelBlockId = 'leakcheck.check_channel';
export const channelActionId = 'leakcheck.check_channel_id';
export const windowBlockId = 'leakcheck.check_window';
export const windowActionId = 'leakcheck.check_window_text';

/** What a select of Slack's holds without groups, and each of its groups; it holds as many groups. */
const mostOptions = 100;
/** A view of Slack's holds no more bytes than about as many options as this take. */
const mostServices = 1_000;
/** And what each of its options does: longer names are asked for by command. */
const longestOption = 75;

/**
 * Asks what to check: one of these services, over which window, and from Home or a shortcut without a channel also where. `why` says in
 * mrkdwn why it is asked. Undefined where a select cannot hold the services, or there is none.
 */
export function checkModal(ask: {
  readonly services: readonly Service[];
  readonly context: CheckContext;
  /** Name of the service that is chosen already. */
  readonly preselected?: string | undefined;
  readonly why?: string | undefined;
}): ModalView | undefined {
  const { services, context, why } = ask;
  if (services.length === 0 || services.length > mostServices) return undefined;
  if (services.some(({ name }) => name.length > longestOption)) return undefined;
  const [only, ...others] = services;
  const chosen =
    services.find(({ name }) => name === ask.preselected) ?? (others.length === 0 ? only : undefined);
  return {
    type: 'modal',
    callback_id: checkCallbackId,
    private_metadata: JSON.stringify(context),
    title: plain(checkTitle),
    submit: plain('Check'),
    close: plain('Cancel'),
    blocks: [
      ...(why === undefined ? [] : [section([why])]),
      serviceInput(services, chosen),
      ...(context.from === 'home' || context.from === 'shortcut' ? [channelInput(chosen, context)] : []),
      windowInput,
    ],
  };
}

function serviceInput(services: readonly Service[], chosen: Service | undefined): KnownBlock {
  const choices =
    services.length <= mostOptions
      ? { options: services.map(optionOf) }
      : { option_groups: groupsOf([...services].sort((a, b) => a.name.localeCompare(b.name))) };
  return {
    type: 'input',
    block_id: serviceBlockId,
    label: plain('Service'),
    element: {
      type: 'static_select',
      action_id: serviceActionId,
      placeholder: plain('Which service?'),
      ...choices,
      ...(chosen === undefined ? {} : { initial_option: optionOf(chosen) }),
    },
  };
}

function groupsOf(services: readonly Service[]) {
  const groups: { label: PlainTextOption['text']; options: PlainTextOption[] }[] = [];
  for (let from = 0; from < services.length; from += mostOptions) {
    const options = services.slice(from, from + mostOptions).map(optionOf);
    const short = (option: PlainTextOption | undefined) => option?.text.text.slice(0, 30) ?? '';
    groups.push({ label: plain(`${short(options[0])} to ${short(options.at(-1))}`), options });
  }
  return groups;
}

/** Which channels of a service there are is for the services file to say; else the one that the person looks at, where there is one. */
function channelInput(chosen: Service | undefined, { from }: CheckContext): KnownBlock {
  const usual = chosen?.channels?.[0] ?? chosen?.permissions?.check?.channels[0] ?? chosen?.owner?.channel;
  return {
    type: 'input',
    block_id: channelBlockId,
    label: plain('Channel'),
    hint: plain('Where the answer is posted. You and leakcheck must be in it.'),
    element: {
      type: 'conversations_select',
      action_id: channelActionId,
      placeholder: plain('Which channel?'),
      filter: { include: ['public', 'private'], exclude_bot_users: true },
      ...(usual === undefined ? {} : { initial_conversation: usual }),
      ...(from === 'shortcut' ? { default_to_current_conversation: true } : {}),
    },
  };
}

const windowInput: KnownBlock = {
  type: 'input',
  block_id: windowBlockId,
  optional: true,
  label: plain('Window'),
  hint: plain('10s to 24h, such as 30s, 5m or 1h30m. Empty: the usual window of the service.'),
  element: {
    type: 'plain_text_input',
    action_id: windowActionId,
    max_length: 20,
    placeholder: plain('5m'),
  },
};

function optionOf({ name, targets, defaultWindowMs }: Service): PlainTextOption {
  const description = `${plural(targets.length, 'replica')}, usually over ${formatWindow(defaultWindowMs)}`;
  return { text: plain(name), description: plain(description), value: name };
}

import type { ModalView, PlainTextOption } from '@slack/types';
import type { Service } from '../../check/service.ts';
import { formatWindow, plural } from '../../report/units.ts';
import { plain } from './plain.ts';

export const checkCallbackId = 'leakcheck.check_modal';
export const serviceBlockId = 'leakcheck.check_service';
export const serviceActionId = 'leakcheck.check_service_name';
export const windowBlockId = 'leakcheck.check_window';
export const windowActionId = 'leakcheck.check_window_text';

/** What a select of Slack's holds. */
const mostOptions = 100;
/** And what each of its options does: longer names are asked for by command. */
const longestOption = 75;

/** Asks what to check: one of these services, and over which window. Undefined where a select cannot hold them, or there is none. */
export function checkModal(services: readonly Service[], channel: string): ModalView | undefined {
  const options = services.map(optionOf);
  if (options.length === 0 || options.length > mostOptions) return undefined;
  if (services.some(({ name }) => name.length > longestOption)) return undefined;
  const [only, ...others] = options;
  return {
    type: 'modal',
    callback_id: checkCallbackId,
    private_metadata: channel,
    title: plain('Check for leaks'),
    submit: plain('Check'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: serviceBlockId,
        label: plain('Service'),
        element: {
          type: 'static_select',
          action_id: serviceActionId,
          placeholder: plain('Which service?'),
          options,
          ...(only === undefined || others.length > 0 ? {} : { initial_option: only }),
        },
      },
      {
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
      },
    ],
  };
}

function optionOf({ name, targets, defaultWindowMs }: Service): PlainTextOption {
  const description = `${plural(targets.length, 'replica')}, usually over ${formatWindow(defaultWindowMs)}`;
  return { text: plain(name), description: plain(description), value: name };
}

import { z } from 'zod';

/** Slack's limits on the pieces that blocks are made of; the numbers are those of Slack's Block Kit reference. */
const id = z.string().min(1).max(255);
const url = z.string().min(1).max(3000);

export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

export function mrkdwnText(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
}

export function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwnText(max)]);
}

const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
});

const option = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: anyText(75).optional(),
  url: url.optional(),
});

const optionGroup = z.strictObject({ label: plainText(75), options: z.array(option).min(1).max(100) });

/** What an image is read from: an address, or a file that was uploaded and completed before. */
export const imageSource = {
  image_url: url.optional(),
  slack_file: z.strictObject({ id: z.string().optional(), url: z.string().optional() }).optional(),
};

export const imageElement = z.strictObject({
  type: z.literal('image'),
  ...imageSource,
  alt_text: z.string().min(1).max(2000),
});

const action = {
  action_id: id.optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
};
const choice = { ...action, placeholder: plainText(150).optional() };

const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: id.optional(),
  url: url.optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...choice,
    options: z.array(option).min(1).max(100).optional(),
    option_groups: z.array(optionGroup).min(1).max(100).optional(),
    initial_option: option.optional(),
  })
  .refine((select) => (select.options === undefined) !== (select.option_groups === undefined), {
    error: 'exactly one of options and option_groups is required',
  });

const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...choice,
  initial_user: z.string().optional(),
});
const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...choice,
  initial_channel: z.string().optional(),
});
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...choice,
  initial_conversation: z.string().optional(),
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  filter: z
    .strictObject({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_external_shared_channels: z.boolean().optional(),
      exclude_bot_users: z.boolean().optional(),
    })
    .refine((filter) => Object.keys(filter).length > 0, {
      error: 'at least one field of a filter is required',
    })
    .optional(),
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  confirm: confirm.optional(),
  options: z.array(option).min(1).max(5),
});

const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...action,
  options: z.array(option).min(1).max(10),
  initial_option: option.optional(),
});

const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...action,
  options: z.array(option).min(1).max(10),
  initial_options: z.array(option).min(1).optional(),
});

const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  ...choice,
  initial_date: z.string().optional(),
});

const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: id.optional(),
  placeholder: plainText(150).optional(),
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
  focus_on_load: z.boolean().optional(),
  dispatch_action_config: z.unknown().optional(),
});

const numberInput = z.strictObject({
  type: z.literal('number_input'),
  action_id: id.optional(),
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
  placeholder: plainText(150).optional(),
  focus_on_load: z.boolean().optional(),
});

const pressable = [
  button,
  staticSelect,
  usersSelect,
  channelsSelect,
  conversationsSelect,
  overflow,
  radioButtons,
  checkboxes,
  datepicker,
] as const;

/** Elements of an actions block. */
export const actionElement = z.discriminatedUnion('type', pressable);

/** A section's accessory: anything pressable, or a small image. */
export const accessory = z.discriminatedUnion('type', [...pressable, imageElement]);

/** The element of an input block. */
export const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  numberInput,
  staticSelect,
  usersSelect,
  channelsSelect,
  conversationsSelect,
  radioButtons,
  checkboxes,
  datepicker,
]);

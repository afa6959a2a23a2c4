import { z } from 'zod';
import {
  accessory,
  actionElement,
  anyText,
  imageElement,
  imageSource,
  inputElement,
  mrkdwnText,
  plainText,
} from './elements.ts';
import { richTextBlock } from './rich-text.ts';

const block_id = z.string().max(255).optional();

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, {
    error: 'missing required field: text or fields',
  });

const image = z
  .strictObject({
    type: z.literal('image'),
    block_id,
    ...imageSource,
    alt_text: z.string().min(1).max(2000),
    title: plainText(2000).optional(),
  })
  .refine((block) => (block.image_url === undefined) !== (block.slack_file === undefined), {
    error: 'exactly one of image_url and slack_file is required',
  });

const tableCell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().optional() }),
  richTextBlock,
]);

const table = z.strictObject({
  type: z.literal('table'),
  block_id,
  rows: z.array(z.array(tableCell).min(1).max(20)).min(1).max(100),
  column_settings: z
    .array(
      z
        .strictObject({
          align: z.enum(['left', 'center', 'right']).optional(),
          is_wrapped: z.boolean().optional(),
        })
        .nullable(),
    )
    .max(20)
    .optional(),
});

const anywhere = [
  section,
  image,
  richTextBlock,
  z.strictObject({ type: z.literal('header'), block_id, text: plainText(150) }),
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({
    type: z.literal('context'),
    block_id,
    elements: z
      .array(z.discriminatedUnion('type', [imageElement, plainText(2000), mrkdwnText(2000)]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal('actions'), block_id, elements: z.array(actionElement).min(1).max(25) }),
  z.strictObject({
    type: z.literal('input'),
    block_id,
    label: plainText(2000),
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: inputElement,
  }),
] as const;

const markdown = z.strictObject({
  type: z.literal('markdown'),
  block_id,
  text: z.string().min(1).max(12_000),
});

/** The blocks of a message: at most 50. Types that Slack has not rolled out everywhere are refused as unknown. */
export const MessageBlocks = z.array(z.discriminatedUnion('type', [...anywhere, markdown, table])).max(50);

/** The blocks of a modal or a Home tab: at most 100. */
const ViewBlocks = z.array(z.discriminatedUnion('type', [...anywhere])).max(100);

const viewCommon = {
  blocks: ViewBlocks,
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};

export const ModalView = z.strictObject({
  type: z.literal('modal'),
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
  ...viewCommon,
});

export const HomeView = z.strictObject({ type: z.literal('home'), ...viewCommon });

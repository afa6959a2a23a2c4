import { z } from 'zod';

/** Where the modal was asked for that asks what to check, and so where the answer belongs. */
export const CheckContext = z.discriminatedUnion('from', [
  z.object({ from: z.literal('command'), channel: z.string() }),
  /** In the thread of a message. */
  z.object({ from: z.literal('message'), channel: z.string(), threadTs: z.string() }),
  /** In a channel that the modal asks for. `page`: that of Home, which is shown anew afterwards. */
  z.object({ from: z.literal('home'), page: z.number().int().nonnegative() }),
  z.object({ from: z.literal('shortcut') }),
]);
export type CheckContext = z.infer<typeof CheckContext>;

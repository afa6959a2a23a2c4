import { z } from 'zod';

const service = z.string().min(1).max(200).optional();

/** A list that is shown page by page to whoever asks for it; travels in the buttons that turn its pages. */
export const ListRef = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['list', 'status', 'digests']) }),
  z.object({ kind: z.enum(['history', 'incidents']), service }),
  z.object({ kind: z.literal('audit'), service, count: z.number().int().min(1).max(100) }),
  /** What came of an escalation, by its id. */
  z.object({ kind: z.literal('escalation'), id: z.string().min(1).max(200) }),
]);
export type ListRef = z.infer<typeof ListRef>;

/** The value of a button that shows a page; the first page is 0. */
export const ListPage = z.object({ list: ListRef, page: z.number().int().min(0).max(100_000) });
export type ListPage = z.infer<typeof ListPage>;

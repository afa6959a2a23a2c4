import { z } from 'zod';
import { FieldError, field, textField, textOf } from './field.ts';
import { listOf } from './list-of.ts';

export const sourceKeys = ['url', 'strip'] as const;

const urlHelp = 'https://github.com/acme/payments/blob/main/{path}#L{line}, or the like of another forge';

const prefix = textField(
  /^[^\p{Cc}]{1,300}$/u,
  'is not the beginning of a file path',
  'the directory that the repository lay in when it was built, such as /src/payments',
);

const sourceMap = z.strictObject({
  url: field(templateOf),
  strip: z
    .preprocess((value) => (Array.isArray(value) ? value : [value]), listOf(prefix, 'at least one directory'))
    .optional(),
});

/** Where a service's code can be read: the template of a link, or a map of `url` and `strip`. */
export const sourceSchema = z.unknown().transform((value, context) => {
  const parsed = sourceMap.safeParse(typeof value === 'object' && value !== null ? value : { url: value });
  if (parsed.success) return { url: parsed.data.url, strip: parsed.data.strip ?? [] };
  for (const issue of parsed.error.issues) {
    context.addIssue({ ...issue, path: typeof value === 'object' ? issue.path : [] });
  }
  return z.NEVER;
});

/** Only what can stand in a link of Slack's, with a place for the path. */
function templateOf(value: unknown): string {
  const text = textOf(value).trim();
  const filled = text.replaceAll('{path}', 'a.go').replaceAll('{line}', '1');
  if (!/^https?:\/\//i.test(text) || !URL.canParse(filled) || /[\s<>|`{}]/.test(filled)) {
    throw new FieldError('is not the template of a link', urlHelp);
  }
  if (new URL(filled).username !== '') throw new FieldError('holds a user name or password', urlHelp);
  if (!text.includes('{path}')) throw new FieldError('has no place for the path', urlHelp);
  return text;
}

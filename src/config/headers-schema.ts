import { z } from 'zod';
import { expandVariables, type Variables } from './expand-variables.ts';
import { FieldError, field, textOf } from './field.ts';

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What belongs to the connection is written by the HTTP client; set by hand it would change what an answer means. */
const reserved = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers with their variables put in. No value is ever shown, expanded or not. */
export function headersSchema(env: Variables) {
  return field(asMap, { secret: true })
    .pipe(z.record(z.string(), headerValue(env)))
    .superRefine(checkNames);
}

function asMap(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FieldError('is not a map of header names and values', `Authorization: "Bearer \${NAME}"`);
  }
  return value;
}

function headerValue(env: Variables) {
  return field(
    (value) => {
      const expanded = expandVariables(textOf(value), env);
      if (!/^[\t\x20-\x7e\x80-\xff]+$/.test(expanded)) {
        throw new FieldError('has characters that no header may have (a line break at its end?)');
      }
      return expanded.trim();
    },
    { secret: true },
  );
}

function checkNames(headers: Readonly<Record<string, string>>, context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const name of Object.keys(headers)) {
    const problem = nameProblem(name, seen);
    if (problem !== undefined) {
      context.addIssue({ code: 'custom', path: [name], message: problem });
    }
    seen.add(name.toLowerCase());
  }
}

function nameProblem(name: string, seen: ReadonlySet<string>): string | undefined {
  if (!headerName.test(name)) {
    return name.trim() === '' ? 'has an empty header name' : 'is not a header name';
  }
  if (reserved.has(name.toLowerCase())) {
    return 'is set by leakcheck itself';
  }
  return seen.has(name.toLowerCase()) ? 'is written twice (case does not count)' : undefined;
}

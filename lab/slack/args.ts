import { z } from 'zod';
import { SlackFailure } from './slack-failure.ts';

/** The arguments of a Web API call. A form sends all as text, objects as JSON; a JSON body sends them as they are. */
export type Args = Readonly<Record<string, unknown>>;

const JsonObject = z.record(z.string(), z.unknown());

export function textArg(args: Args, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : String(value);
}

/** Throws SlackFailure `invalid_arguments` naming the argument that is missing. */
export function requiredText(args: Args, name: string): string {
  const value = textArg(args, name);
  if (value !== undefined && value !== '') return value;
  throw new SlackFailure('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
}

/** Throws SlackFailure `code` when the argument is text that is not JSON. */
export function jsonArg(args: Args, name: string, code: string): unknown {
  const value = args[name];
  if (typeof value !== 'string') return value;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new SlackFailure(code, { cause: String(cause) });
  }
}

export function flagArg(args: Args, name: string): boolean {
  return ['true', '1', true, 1].some((yes) => args[name] === yes);
}

export function objectOf(value: unknown): Args | undefined {
  const result = JsonObject.safeParse(value);
  return result.success ? result.data : undefined;
}

/** The arguments in a request's body, by its content type (form, multipart or JSON); throws SlackFailure. */
export async function parseArgs(body: Buffer, contentType: string, query: URLSearchParams): Promise<Args> {
  const fromQuery = Object.fromEntries(query);
  if (body.length === 0) return fromQuery;
  if (contentType.startsWith('application/json')) {
    return { ...fromQuery, ...jsonBody(body.toString('utf8')) };
  }
  if (contentType.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
    return { ...fromQuery, ...Object.fromEntries(form) };
  }
  return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
}

function jsonBody(text: string): Args {
  const object = objectOf(jsonArg({ body: text }, 'body', 'invalid_json'));
  if (object === undefined) throw new SlackFailure('json_not_object');
  return object;
}

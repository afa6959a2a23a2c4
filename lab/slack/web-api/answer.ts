import { type Args, textArg } from '../args.ts';
import { SlackFailure } from '../slack-failure.ts';
import type { World } from '../world.ts';
import { type Method, type Methods, RateLimited } from './method.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers one Web API call as Slack does: token, scope, then the method; refusals are HTTP 200 with `ok: false`. */
export async function answer(
  world: World,
  methods: Methods,
  call: { readonly method: string; readonly args: Args; readonly bearer: string | undefined },
): Promise<Answer> {
  try {
    const method = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (method === undefined) throw new SlackFailure('unknown_method', { req_method: call.method });
    authorize(world, method, call.bearer ?? textArg(call.args, 'token'));
    const headers = scopeHeaders(world, method, call.args);
    const body = await method.run(world, call.args);
    return { status: 200, headers, body: { ok: true, ...body } };
  } catch (error) {
    return refusal(error);
  }
}

function authorize(world: World, method: Method, token: string | undefined): void {
  if (token === undefined || token === '') throw new SlackFailure('not_authed');
  const { botToken, appToken } = world.setup;
  if (token !== botToken && token !== appToken) throw new SlackFailure('invalid_auth');
  if (token !== (method.token === 'app' ? appToken : botToken)) {
    throw new SlackFailure('not_allowed_token_type');
  }
}

export function refusal(error: unknown): Answer {
  if (error instanceof RateLimited) {
    const headers = { 'retry-after': String(error.retryAfterSeconds) };
    return { status: 429, headers, body: { ok: false, error: 'ratelimited' } };
  }
  if (error instanceof SlackFailure) {
    return { status: 200, headers: {}, body: { ok: false, error: error.code, ...error.details } };
  }
  throw error;
}

/** Throws SlackFailure `missing_scope` with what is needed and what was granted. */
function scopeHeaders(world: World, method: Method, args: Args): Record<string, string> {
  if (method.token === 'app') return {};
  const provided = world.setup.bot.scopes.join(',');
  const needed = typeof method.scope === 'function' ? method.scope(world, args) : method.scope;
  if (needed !== undefined && !world.setup.bot.scopes.includes(needed)) {
    throw new SlackFailure('missing_scope', { needed, provided });
  }
  return {
    'x-oauth-scopes': provided,
    ...(needed === undefined ? {} : { 'x-accepted-oauth-scopes': needed }),
  };
}

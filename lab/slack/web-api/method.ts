import type { Args } from '../args.ts';
import type { World } from '../world.ts';

/** A Web API method: the scope that it demands (by its arguments where that depends), and what it answers besides `ok`. */
export interface Method {
  readonly scope?: string | ((world: World, args: Args) => string);
  readonly token?: 'bot' | 'app';
  run(
    world: World,
    args: Args,
  ): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
}

export type Methods = Readonly<Record<string, Method>>;

/** Slack's HTTP 429: the only refusal that is not answered with 200. */
export class RateLimited extends Error {
  override readonly name = 'RateLimited';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`ratelimited, retry after ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

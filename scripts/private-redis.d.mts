export class NoRedisError extends Error {}

export function startPrivateRedis(options?: {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly sharedPort?: number;
}): Promise<{
  readonly url: string;
  readonly prefix: string;
  readonly isShared: boolean;
  stop(): Promise<void>;
}>;

export function redisProgram(env?: Readonly<Record<string, string | undefined>>): string | undefined;

export function missingRedis(platform?: string): string;

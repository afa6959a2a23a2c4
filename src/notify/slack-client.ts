import { LogLevel, WebClient } from '@slack/web-api';

const defaultTimeoutMs = 10_000;

/**
 * A Web API client that tries every call once. The library's own would repeat a `chat.postMessage` whose answer was
 * lost (and so post twice), wait for ever, and let one 429 pause every other call.
 */
export function createSlackClient(options: {
  readonly token: string;
  /** Base of the Web API; Slack's own when undefined. */
  readonly apiUrl?: string | undefined;
  readonly timeoutMs?: number | undefined;
}): WebClient {
  return new WebClient(options.token, {
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
    timeout: options.timeoutMs ?? defaultTimeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

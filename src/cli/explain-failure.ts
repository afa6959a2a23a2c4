import { PostError } from '../check/poster.ts';
import { WindowError } from '../check/window.ts';
import { ConfigError } from '../config/config-error.ts';
import { ProfileError } from '../profile/profile-error.ts';
import { UsageError } from './command.ts';

/** A failure in words for whoever typed the command; only what nobody foresaw shows its stack. */
export function explainFailure(error: unknown, signal: AbortSignal): string {
  if (signal.aborted)
    return `stopped: ${signal.reason instanceof Error ? signal.reason.message : 'interrupted'}`;
  if (error instanceof UsageError || error instanceof ConfigError || error instanceof WindowError)
    return error.message;
  if (error instanceof PostError)
    return `${error.message} Run "leakcheck doctor": it tells what is wrong with the Slack app.`;
  if (error instanceof Error && error.name === 'ReplyError') {
    return `Redis refused: ${error.message}. Check REDIS_URL, and run "leakcheck doctor".`;
  }
  if (error instanceof ProfileError) return `the profiles cannot be compared: ${error.message}`;
  if (isParseArgsError(error)) return `${error.message}. Run "leakcheck help".`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

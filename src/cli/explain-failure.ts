/** What says all that there is to say, with the next step. */
const inOwnWords: readonly string[] = ['UsageError', 'ConfigError', 'WindowError'];

/**
 * A failure in words for whoever typed the command; only what nobody foresaw shows its stack. Errors are told by their names: the
 * command line is bundled in parts, each of which has classes of its own.
 */
export function explainFailure(error: unknown, signal: AbortSignal): string {
  if (signal.aborted)
    return `stopped: ${signal.reason instanceof Error ? signal.reason.message : 'interrupted'}`;
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  if (inOwnWords.includes(name)) return message;
  if (name === 'PostError')
    return `${message} Run "leakcheck doctor": it tells what is wrong with the Slack app.`;
  if (name === 'ReplyError') return `Redis refused: ${message}. Check REDIS_URL, and run "leakcheck doctor".`;
  if (name === 'ProfileError') return `the profiles cannot be compared: ${message}`;
  if (isParseArgsError(error)) return `${message}. Run "leakcheck help".`;
  return error.stack ?? message;
}

function isParseArgsError(error: Error): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

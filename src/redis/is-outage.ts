/** Replies that say "not now" rather than "wrong": loading after a restart, a replica without its primary, a full memory. */
const notNow = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|NOREPLICAS|MISCONF)\b/;

/** Whether a failed command means that Redis is out of reach, as against a command that Redis finds wrong. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'ReplyError' ? notNow.test(error.message) : isTransport(error);
}

function isTransport(error: Error): boolean {
  const { code } = error as { code?: unknown };
  return (
    typeof code === 'string' ||
    error.name === 'MaxRetriesPerRequestError' ||
    transportWords.test(error.message)
  );
}

const transportWords = /connection is closed|command timed out|stream isn't writeable|connection is in/i;

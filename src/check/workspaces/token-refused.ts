import { PostError } from '../poster.ts';

/** Slack's words for a token that it does not take, whatever is asked with it. */
export const tokenRefusals: ReadonlySet<string> = new Set([
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'account_inactive',
  'not_authed',
]);

/** Whether Slack did nothing because it does not take the token (any more). */
export function isTokenRefused(error: unknown): boolean {
  return error instanceof PostError && tokenRefusals.has(error.code ?? '');
}

/** leakcheck's own word for a workspace that it is not installed in, or not any more. */
const notInstalledCode = 'not_installed';

export function notInstalled(team: string | undefined): PostError {
  return new PostError({
    kind: 'refused',
    code: notInstalledCode,
    message: `leakcheck is not installed in ${team === undefined ? 'the workspace that this belongs to' : `the workspace ${team}`}.`,
  });
}

/** Whether there is nobody to tell, now or later, as the workspace has not got leakcheck. */
export function isNotInstalled(error: unknown): boolean {
  return error instanceof PostError && error.code === notInstalledCode;
}

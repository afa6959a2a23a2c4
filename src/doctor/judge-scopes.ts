import type { Examination } from './examination.ts';

/** As in manifest.yml. */
const needed = ['commands', 'chat:write', 'files:write', 'app_mentions:read'] as const;
const optional = ['channels:history', 'groups:history'] as const;

/** Compares what the token may do with what leakcheck needs; undefined where Slack did not say. */
export function judgeScopes(granted: readonly string[] | undefined): Examination {
  const name = 'Slack scopes';
  if (granted === undefined) {
    return {
      name,
      state: 'warn',
      says: 'Slack did not say what the token may do',
      nextStep: `Compare OAuth & Permissions with what is needed: ${needed.join(', ')}.`,
    };
  }
  const missing = needed.filter((scope) => !granted.includes(scope));
  if (missing.length === 0)
    return { name, state: 'ok', says: `${needed.join(', ')}; ${historyText(granted)}` };
  return {
    name,
    state: 'fail',
    says: `the token lacks ${missing.join(', ')}`,
    nextStep: `Add ${missing.join(', ')} under OAuth & Permissions, and install the app again.`,
  };
}

function historyText(granted: readonly string[]): string {
  const missing = optional.filter((scope) => !granted.includes(scope));
  return missing.length === 0
    ? `${optional.join(' and ')} too, so a lost answer of Slack posts nothing twice`
    : `without the optional ${missing.join(' and ')}, a message may come twice when an answer of Slack is lost`;
}

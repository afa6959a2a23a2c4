import type { PostError } from '../check/poster.ts';
import type { Examination } from './examination.ts';

type Token = { readonly name: string; readonly variable: string; readonly page: string };

/** Why Slack did not accept a token, and what to do. Slack's code is shown, the token never. */
export function slackFailure({ name, variable, page }: Token, error: PostError): Examination {
  switch (error.kind) {
    case 'limited':
      return {
        name,
        state: 'warn',
        says: 'Slack asks to slow down, so the token was not tried',
        nextStep: 'Run doctor again in a minute.',
      };
    case 'unreachable':
      return {
        name,
        state: 'fail',
        says: 'Slack cannot be reached from here',
        nextStep: 'Are DNS, firewall and proxy open for slack.com? Check SLACK_API_URL where it is set.',
      };
    case 'lost':
      return {
        name,
        state: 'fail',
        says: 'Slack gave no usable answer',
        nextStep: 'Run doctor again; https://slack-status.com says whether Slack has an incident.',
      };
    case 'refused':
      return {
        name,
        state: 'fail',
        says: `Slack refuses the token: ${error.code ?? 'no reason given'}`,
        nextStep: stepFor(error.code, { variable, page }),
      };
  }
}

function stepFor(code: string | undefined, { variable, page }: Pick<Token, 'variable' | 'page'>): string {
  switch (code) {
    case 'missing_scope':
      return `Create a token with the scope it needs on ${page}, and put it into ${variable}.`;
    case 'not_allowed_token_type':
    case 'not_a_bot_token':
      return `Another kind of token belongs into ${variable}: copy the one of ${page}.`;
    case 'account_inactive':
    case 'token_revoked':
    case 'token_expired':
      return `Install the app again, and copy the new token of ${page} into ${variable}.`;
    default:
      return `Copy the token of ${page} into ${variable} again.`;
  }
}

import { STATUS_CODES } from 'node:http';
import type { Target } from '../check/target.ts';
import type { Failure } from './failure.ts';
import { quotable } from './quotable.ts';

export type RefusedAnswer = {
  readonly target: Target;
  readonly endpoint: string;
  readonly status: number;
  readonly location: string | undefined;
  /** Whether net/http/pprof itself answered (it says so in `X-Go-Pprof`). */
  readonly fromPprof: boolean;
  /** The beginning of the body, read only where net/http/pprof explains itself in it. */
  readonly explanation: string;
};

/** What an answer other than 200 means, and what to do about it. */
export function statusFailure(answer: RefusedAnswer): Failure {
  const { status } = answer;
  if (status >= 300 && status < 400) {
    return redirectFailure(answer);
  }
  if (status === 401 || status === 403 || status === 407) {
    return unauthorizedFailure(answer);
  }
  if (status === 404 || status === 410) {
    return notFoundFailure(answer);
  }
  return status >= 500 || status === 429 || status === 408 ? serverFailure(answer) : otherFailure(answer);
}

function redirectFailure(answer: RefusedAnswer): Failure {
  return {
    code: 'redirect',
    happened: `answered ${named(answer.status)}${pointedTo(answer)}; redirects are not followed`,
    nextStep: `Write the address that serves pprof itself into the url of ${answer.target.name} in leakcheck.yaml.`,
  };
}

function pointedTo({ location, target }: RefusedAnswer): string {
  if (location === undefined || !URL.canParse(location, target.url)) {
    return ', without saying where to';
  }
  const { protocol, host, pathname } = new URL(location, target.url);
  const where = quotable(`${protocol}//${host}${pathname}`, target);
  return where === undefined ? '' : `, to ${where}`;
}

function unauthorizedFailure({ status, target }: RefusedAnswer): Failure {
  const headers = Object.keys(target.headers).map((name) => `\`${name}\``);
  return {
    code: 'unauthorized',
    happened: `answered ${named(status)}`,
    nextStep:
      headers.length === 0
        ? `It wants credentials: add \`headers\` for ${target.name} in leakcheck.yaml.`
        : `Check the header ${headers.join(', ')} of ${target.name} in leakcheck.yaml.`,
  };
}

function notFoundFailure({ status, target, endpoint, fromPprof }: RefusedAnswer): Failure {
  const path = `${new URL(target.url).pathname}${profileOf(endpoint)}`;
  return fromPprof
    ? {
        code: 'not-found',
        happened: `does not offer the profile ${profileOf(endpoint)} (${status})`,
        nextStep: 'The profile needs a newer Go or another build of the service.',
      }
    : {
        code: 'not-found',
        happened: `answered ${named(status)} for ${path}`,
        nextStep: `Is net/http/pprof imported by the service, and is ${new URL(target.url).pathname} its path on this port?`,
      };
}

function serverFailure({ status, target, explanation }: RefusedAnswer): Failure {
  const said = quotable(explanation, target);
  return {
    code: 'server-error',
    happened: `answered ${named(status)}${said === undefined ? '' : `: "${said}"`}`,
    nextStep: `Look into the log of ${target.name}, or of the proxy in front of it.`,
  };
}

function otherFailure({ status, target }: RefusedAnswer): Failure {
  return {
    code: 'bad-status',
    happened: `answered ${named(status)}`,
    nextStep:
      status === 400
        ? `Check the url of ${target.name} in leakcheck.yaml: should it begin with https?`
        : `Check the url of ${target.name} in leakcheck.yaml: does net/http/pprof itself answer there?`,
  };
}

function profileOf(endpoint: string): string {
  return endpoint.split(/[?#]/, 1)[0] ?? '';
}

function named(status: number): string {
  const name = STATUS_CODES[status];
  return name === undefined ? `status ${status}` : `${status} ${name}`;
}

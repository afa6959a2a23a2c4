import { errors } from 'undici';
import type { Target } from '../check/target.ts';
import { codeOf, type Failure, hostOf } from './failure.ts';
import { ForbiddenAddressError } from './guarded-connector.ts';

type Phase = 'connecting' | 'reading';

const refusedCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EHOSTDOWN',
  'ENETDOWN',
]);
const unresolvedCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'EAI_FAIL']);
const timeoutCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);
const resetCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);
const notHttpCode = /^HPE_|^UND_ERR_HEADERS_OVERFLOW$/;
const tlsCode =
  /^ERR_TLS_|^ERR_SSL_|^ERR_OSSL_|^EPROTO$|CERT|SELF_SIGNED|^UNABLE_TO_|^CRL_|^HOSTNAME_MISMATCH$/;

/** What an error of DNS, TCP, TLS or HTTP means for a target; undefined when it is none of these, but a fault of ours. */
export function transportFailure(target: Target, error: unknown, phase: Phase): Failure | undefined {
  if (error instanceof ForbiddenAddressError) {
    return forbiddenFailure(target, error);
  }
  // undici names a parser's error by its class alone where the answer does not even begin like HTTP.
  const code = error instanceof errors.HTTPParserError ? 'HPE_INVALID' : codeOf(error);
  const failure = code === undefined ? undefined : knownFailure(target, code, phase);
  return failure === undefined ? undefined : { ...failure, cause: error };
}

function knownFailure(target: Target, code: string, phase: Phase): Failure | undefined {
  if (refusedCodes.has(code)) {
    return refusedFailure(target, code);
  }
  if (unresolvedCodes.has(code)) {
    return unresolvedFailure(target);
  }
  if (timeoutCodes.has(code)) {
    return silentFailure(target, code);
  }
  if (resetCodes.has(code)) {
    return phase === 'reading' ? cutFailure(target) : resetFailure(target);
  }
  if (tlsCode.test(code)) {
    return tlsFailure(target, code);
  }
  return notHttpCode.test(code) ? notHttpFailure(target) : undefined;
}

function forbiddenFailure(target: Target, error: ForbiddenAddressError): Failure {
  return {
    code: 'forbidden-address',
    happened: `was not asked: ${error.address} is ${error.why}`,
    nextStep: `Check the url of ${target.name} in leakcheck.yaml and what its name resolves to: such an address never serves pprof.`,
    cause: error,
  };
}

function refusedFailure(target: Target, code: string): Failure {
  return {
    code: 'refused',
    happened: code === 'ECONNREFUSED' ? 'refused the connection' : `cannot be reached (${code})`,
    nextStep: `Is ${target.name} running, does it listen on ${hostOf(target)}, and may leakcheck reach it from where it runs?`,
  };
}

function unresolvedFailure(target: Target): Failure {
  return {
    code: 'unresolved',
    happened: 'could not be looked up: its host name has no address',
    nextStep: `Check the host in the url of ${target.name} in leakcheck.yaml, and DNS where leakcheck runs.`,
  };
}

function silentFailure(target: Target, code: string): Failure {
  const happened: Readonly<Record<string, string>> = {
    UND_ERR_HEADERS_TIMEOUT: 'accepted the connection but did not answer in time',
    UND_ERR_BODY_TIMEOUT: 'stopped in the middle of its answer',
  };
  return {
    code: 'timeout',
    happened: happened[code] ?? 'did not accept a connection in time',
    nextStep: `Is ${target.name} overloaded or stuck, or does a firewall drop what leakcheck sends?`,
  };
}

function resetFailure(target: Target): Failure {
  return {
    code: 'reset',
    happened: 'closed the connection without an answer',
    nextStep: `Did ${target.name} restart? Otherwise look into its log, and check whether the port speaks plain HTTP.`,
  };
}

function cutFailure(target: Target): Failure {
  return {
    code: 'truncated',
    happened: 'closed the connection in the middle of its answer',
    nextStep: `Did ${target.name} restart, or does a WriteTimeout or a proxy cut long answers?`,
  };
}

function tlsFailure(target: Target, code: string): Failure {
  return {
    code: 'tls',
    happened: `could not be asked over TLS (${code})`,
    nextStep:
      target.tlsCa === undefined
        ? `Does ${target.name} speak https on this port? Where its certificate comes from your own authority, set \`tls.ca\` in leakcheck.yaml.`
        : `Check \`tls.ca\` of ${target.name} in leakcheck.yaml, and that the certificate is valid for ${hostOf(target)}.`,
  };
}

function notHttpFailure(target: Target): Failure {
  return {
    code: 'not-a-profile',
    happened: 'answered with something that is not HTTP',
    nextStep: `Check the port in the url of ${target.name} in leakcheck.yaml, and whether the url should begin with https.`,
  };
}

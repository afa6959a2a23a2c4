import type { TargetErrorCode } from '../check/target-error.ts';

/** What is wrong with a body, to be said after the target's name. Quotes none of its bytes. */
export type BodyProblem = {
  readonly code: TargetErrorCode;
  readonly happened: string;
  readonly nextStep: string;
};

const checkUrl =
  'Check the url in leakcheck.yaml: it must lead to net/http/pprof itself, past any login page or proxy.';

const checkMetrics =
  'Check `metrics` in leakcheck.yaml: it must lead to the metrics themselves, past any login page or proxy.';

const textProfile =
  /^(?:heap|goroutine|threadcreate|block|mutex|goroutineleak) profile: |^goroutine \d+ \[|^num_symbols: |^--- contention:/;

/** What is wrong with a bare (not gzip'd) body where a protobuf profile is expected, judged by what it begins with. */
export function profileProblem(body: Uint8Array): BodyProblem | undefined {
  const start = startOf(body);
  if (textProfile.test(start)) {
    return {
      code: 'wrong-profile',
      happened: 'answered with a text profile where a protobuf one was asked',
      nextStep: 'Something on the way adds debug=1 or debug=2 to the request: let the query pass unchanged.',
    };
  }
  return commonProblem(body, start) ?? protobufProblem(body);
}

/** What is wrong with a body where a text profile is expected. */
export function textProblem(body: Uint8Array): BodyProblem | undefined {
  const start = startOf(body);
  if (isGzip(body) || !isText(body)) {
    return {
      code: 'wrong-profile',
      happened: 'answered with a binary body where a text profile was asked',
      nextStep: 'Something on the way drops debug=1 from the request: let the query pass unchanged.',
    };
  }
  return commonProblem(body, start);
}

/** What is wrong with a body where a page of metrics is expected. */
export function metricsProblem(body: Uint8Array): BodyProblem | undefined {
  const start = startOf(body);
  const notMetrics = (happened: string) =>
    ({ code: 'not-metrics', happened, nextStep: checkMetrics }) as const;
  if (isGzip(body) || !isText(body)) return notMetrics('answered with a binary body, not a page of metrics');
  if (body.length === 0) return notMetrics('answered with an empty body');
  if (start.startsWith('<')) return notMetrics('answered with an HTML page, not a page of metrics');
  // A metric's name in quotes begins like JSON does: the colon behind a key is what tells them apart.
  if (/^\[|^\{\s*(?:"[^"]*"\s*:|\})/.test(start))
    return notMetrics('answered with JSON, not a page of metrics');
  return undefined;
}

/** What is wrong with a body where JSON is expected. */
export function jsonProblem(body: Uint8Array): BodyProblem | undefined {
  const start = startOf(body);
  if (isText(body) && isJson(start)) return undefined;
  const what = start.startsWith('<') ? 'an HTML page' : 'something';
  return { code: 'not-metrics', happened: `answered with ${what} that is no JSON`, nextStep: checkMetrics };
}

export function isGzip(body: Uint8Array): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

function commonProblem(body: Uint8Array, start: string): BodyProblem | undefined {
  if (body.length === 0) {
    return { code: 'not-a-profile', happened: 'answered with an empty body', nextStep: checkUrl };
  }
  if (start.startsWith('<')) {
    return {
      code: 'not-a-profile',
      happened: 'answered with an HTML page, not a profile',
      nextStep: checkUrl,
    };
  }
  if (isJson(start)) {
    return { code: 'not-a-profile', happened: 'answered with JSON, not a profile', nextStep: checkUrl };
  }
  return undefined;
}

function isJson(start: string): boolean {
  return /^[{[]\s*["{[\]}\d]/.test(start);
}

function protobufProblem(body: Uint8Array): BodyProblem | undefined {
  // profile.proto has fields 1 to 14, all varints or length-delimited; runtime/pprof writes sample_type (1) first.
  const field = (body[0] ?? 0) >> 3;
  const wireType = (body[0] ?? 0) & 7;
  if (field >= 1 && field <= 14 && (wireType === 0 || wireType === 2) && !isPlainText(body)) {
    return undefined;
  }
  return {
    code: 'not-a-profile',
    happened: 'answered with something that is neither gzip nor protobuf',
    nextStep: checkUrl,
  };
}

/** A plain sentence can begin with a byte that is a field's tag too; a profile has control bytes within its first ones. */
function isPlainText(body: Uint8Array): boolean {
  const start = body.subarray(0, 64);
  return start.every(
    (byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d,
  );
}

function isText(body: Uint8Array): boolean {
  const start = body.subarray(0, 4096);
  // A cut in the middle of a character is no fault: `stream` keeps the decoder from objecting to it.
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true }).includes('\0');
  } catch {
    return false;
  }
}

function startOf(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, 256))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
}

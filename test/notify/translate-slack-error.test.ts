import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { translateSlackError } from '../../src/notify/translate-slack-error.ts';

function platform(error: string): WebAPIPlatformError {
  return new WebAPIPlatformError({ ok: false, error, response_metadata: {} });
}

function connection(code: string): WebAPIRequestError {
  const cause = Object.assign(new Error(code), { code });
  return new WebAPIRequestError(new TypeError('fetch failed', { cause }));
}

describe('translateSlackError', () => {
  it.each([
    ['a 429', new WebAPIRateLimitedError(7), { kind: 'limited', retryAfterMs: 7_000 }],
    [
      'a 429 without a time',
      new Error('Retry header did not contain a valid timeout (url: x)'),
      { kind: 'limited' },
    ],
    ['ratelimited', platform('ratelimited'), { kind: 'limited' }],
    ['not_in_channel', platform('not_in_channel'), { kind: 'refused', code: 'not_in_channel' }],
    ['internal_error', platform('internal_error'), { kind: 'lost' }],
    ['a page of a proxy', platform('<html>Bad gateway</html>'), { kind: 'lost' }],
    ['a 500', new WebAPIHTTPError(500, 'x', {}), { kind: 'lost' }],
    ['a 403 of a proxy', new WebAPIHTTPError(403, 'x', {}), { kind: 'refused', code: 'http_403' }],
    ['a refused connection', connection('ECONNREFUSED'), { kind: 'unreachable' }],
    ['an unknown host', connection('ENOTFOUND'), { kind: 'unreachable' }],
    ['a certificate that is not trusted', connection('SELF_SIGNED_CERT_IN_CHAIN'), { kind: 'unreachable' }],
    ['a reset', connection('ECONNRESET'), { kind: 'lost' }],
    ['a timeout', new WebAPIRequestError(new DOMException('timed out', 'TimeoutError')), { kind: 'lost' }],
    ['anything else', 'odd', { kind: 'lost' }],
  ])('takes %s for what it is', (_what, error, expected) => {
    expect(translateSlackError(error)).toMatchObject(expected);
  });
});

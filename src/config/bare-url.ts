import { FieldError } from './field.ts';

/**
 * A url of http or https with nothing but host, port and path: no variable, credentials, query or fragment. Throws a FieldError,
 * whose message does not repeat the value; `allowed` says what may stand there.
 */
export function bareUrl(text: string, allowed: string): URL {
  if (!/^https?:\/\//i.test(text)) {
    throw new FieldError('does not begin with http:// or https://', allowed);
  }
  if (text.includes('${')) {
    throw new FieldError('holds a variable: only `headers` may', allowed);
  }
  if (!URL.canParse(text) || !/^[a-z0-9._-]+$|^\[/.test(new URL(text).hostname)) {
    throw new FieldError('is not a url', allowed);
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw new FieldError(
      'carries credentials: put them into `headers`, from an environment variable',
      allowed,
    );
  }
  if (/[?#]/.test(text)) {
    throw new FieldError('has a query or a fragment: leave it out', allowed);
  }
  return url;
}

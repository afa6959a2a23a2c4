import type { Service } from '../check/service.ts';
import { defaultWindowMs } from '../check/window.ts';
import { ConfigError } from './config-error.ts';
import { FieldError } from './field.ts';
import { shownValue } from './shown-value.ts';
import { nameOfUrl, parseTargetUrl } from './target-url.ts';

/** A service of one replica out of a bare url, as the command line takes it. Throws a ConfigError. */
export function serviceOfUrl(text: string): Service {
  const url = targetUrl(text);
  const name = nameOfUrl(url);
  return {
    name,
    targets: [{ name, url, headers: {}, tlsCa: undefined }],
    channels: undefined,
    owner: undefined,
    memoryLimitBytes: undefined,
    defaultWindowMs,
    modulePrefixes: [],
    libraries: [],
    attachProfiles: true,
    captures: undefined,
    gc: true,
  };
}

function targetUrl(text: string): string {
  try {
    return parseTargetUrl(text);
  } catch (error) {
    if (error instanceof FieldError) {
      const { message, allowed } = error;
      throw new ConfigError('The url', [
        { path: '', value: shownValue(text), message, allowed, line: undefined },
      ]);
    }
    throw error;
  }
}

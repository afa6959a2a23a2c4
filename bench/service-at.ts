import type { Service } from '../src/check/service.ts';
import { serviceOfUrl } from '../src/config/service-of-url.ts';

/** A service of replicas that were started here, with nothing configured. */
export function serviceAt(
  name: string,
  replicas: readonly { readonly name: string; readonly url: string }[],
): Service {
  const [first] = replicas;
  if (first === undefined) throw new Error(`${name} has no replica`);
  const targets = replicas.map(({ name, url }) => ({ name, url, headers: {}, tlsCa: undefined }));
  return { ...serviceOfUrl(first.url), name, targets };
}

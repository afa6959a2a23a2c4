import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { AccessRules } from '../access/access-rules.ts';
import type { Logger } from '../check/logger.ts';
import type { Service } from '../check/service.ts';
import type { Digest } from '../digest/digest.ts';
import { ConfigError } from './config-error.ts';
import type { Variables } from './expand-variables.ts';
import { loadServicesFile, type ServicesFile } from './services-file.ts';

const defaultEveryMs = 5_000;

export type WatchedServices = {
  /** The services as the file names them now: one list, whose contents are replaced when the file says something else. */
  readonly services: readonly Service[];
  /** What it says now about access over all services. */
  access(): AccessRules;
  /** Its digests, in the same way. */
  readonly digests: readonly Digest[];
  close(): void;
};

/**
 * Reads a services file, and again whenever it or a file that it names has other contents: they are compared every few seconds,
 * which sees what notifications miss, such as a symlink that Kubernetes points at a new ConfigMap. A file that is not right is
 * told once in the log, and what was read before stays. Throws ConfigError where it is not right at first.
 */
export async function watchServicesFile(
  file: string,
  env: Variables,
  options: { readonly logger: Logger; readonly everyMs?: number },
): Promise<WatchedServices> {
  const { logger, everyMs = defaultEveryMs } = options;
  let seen: ReadonlyMap<string, string> = new Map();
  const load = async (): Promise<ServicesFile> => {
    const texts = new Map<string, string>();
    seen = texts;
    return loadServicesFile(file, env, (name) => {
      // Remembered as missing until it has been read.
      texts.set(name, missing);
      const text = readFileSync(name, 'utf8');
      texts.set(name, text);
      return text;
    });
  };
  const first = await load();
  const services: Service[] = [...first.services];
  let { access } = first;
  const digests: Digest[] = [...first.digests];
  let unsettled: readonly string[] | undefined;
  const lookAgain = async () => {
    const texts = [...seen.keys()].map(textOf);
    const isSettled = isDeepStrictEqual(texts, unsettled);
    unsettled = isDeepStrictEqual(texts, [...seen.values()]) ? undefined : texts;
    // Whoever writes it may not be done: it counts when it has stayed as it is from one look to the next.
    if (unsettled === undefined || !isSettled) return;
    try {
      const now = await load();
      logger.info(
        { ...difference(services, now.services), digests: now.digests.map(({ name }) => name) },
        'the services file has changed',
      );
      services.splice(0, services.length, ...now.services);
      digests.splice(0, digests.length, ...now.digests);
      access = now.access;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      logger.error(
        { problems: error.message },
        'the services file is not right: what it said before still holds',
      );
    }
  };
  const timer = setInterval(() => {
    lookAgain().catch((err: unknown) => logger.error({ err }, 'the services file could not be looked at'));
  }, everyMs);
  timer.unref();
  return { services, digests, access: () => access, close: () => clearInterval(timer) };
}

/** What no file can hold, as it is no text. */
const missing = '\u0000missing';

function textOf(name: string): string {
  try {
    return readFileSync(name, 'utf8');
  } catch {
    return missing;
  }
}

/** By name. */
function difference(before: readonly Service[], now: readonly Service[]) {
  const known = new Map(before.map((service) => [service.name, service]));
  const left = new Set(now.map(({ name }) => name));
  return {
    added: now.filter(({ name }) => !known.has(name)).map(({ name }) => name),
    removed: [...known.keys()].filter((name) => !left.has(name)),
    changed: now
      .filter((service) => {
        const old = known.get(service.name);
        return old !== undefined && !isDeepStrictEqual(old, service);
      })
      .map(({ name }) => name),
  };
}

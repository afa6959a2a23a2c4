import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { AccessRules } from '../access/access-rules.ts';
import { defaultPersonLimit, defaultServiceLimit, type RateLimit } from '../access/rate-limit.ts';
import type { Service } from '../check/service.ts';
import type { Target } from '../check/target.ts';
import { defaultWindowMs } from '../check/window.ts';
import type { Digest } from '../digest/digest.ts';
import type { ServiceLibrary } from '../leak/libraries/service-library.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { digestProblems } from './digest-problems.ts';
import { digestOf, digestsSchema } from './digest-schema.ts';
import { escalationProblems } from './escalation-problems.ts';
import type { Variables } from './expand-variables.ts';
import { field } from './field.ts';
import { keysAt } from './known-keys.ts';
import { librariesSchema } from './library-schema.ts';
import { metricsProblems } from './metrics-problems.ts';
import { metricsSourceOf } from './metrics-source.ts';
import { namingProblems } from './naming-problems.ts';
import { adminsSchema, mergedPermissions } from './permissions-schema.ts';
import { rateLimitOf } from './rate-limit-field.ts';
import { type FoundProblem, type Path, pathText, schemaProblems } from './schema-problems.ts';
import { serviceSchemas } from './service-schema.ts';
import { wantsSeveralWorkspaces } from './slack-environment.ts';
import { codeOfSystemError } from './system-error.ts';
import { nameOfUrl } from './target-url.ts';
import type { ReadText } from './tls-schema.ts';
import { workspaceProblems } from './workspace-problems.ts';
import { readYaml } from './yaml-document.ts';

export type ServicesFile = {
  /** The services that may be checked, in the file's order. */
  readonly services: readonly Service[];
  /** Libraries that are known for every service; each service has them behind its own. */
  readonly libraries: readonly ServiceLibrary[];
  readonly access: AccessRules;
  readonly digests: readonly Digest[];
};

export type ServicesFileContext = {
  /** What errors call the file. */
  readonly source?: string;
  /** Reads a file that the services file names; from the working directory unless told. */
  readonly readText?: ReadText;
};

const maxFileBytes = 1024 * 1024;

/**
 * Reads a services file, and with `read` the files that it names. Throws one ConfigError with everything that is wrong with it, and
 * without any secret.
 */
export async function loadServicesFile(
  file: string,
  env: Variables,
  read: ReadText = (name) => readFileSync(name, 'utf8'),
): Promise<ServicesFile> {
  const source = path.basename(file);
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    const message = `cannot be read (${codeOfSystemError(error)})`;
    const allowed = 'a services file, named by --config or LEAKCHECK_CONFIG';
    throw new ConfigError(source, [{ path: file, value: undefined, message, allowed, line: undefined }]);
  }
  const directory = path.dirname(path.resolve(file));
  const readText = (name: string) => read(path.resolve(directory, name));
  return parseServicesFile(text, env, { source, readText });
}

/** Reads the text of a services file. Throws as loadServicesFile does. */
export function parseServicesFile(
  text: string,
  env: Variables,
  context: ServicesFileContext = {},
): ServicesFile {
  const source = context.source ?? 'leakcheck.yaml';
  if (Buffer.byteLength(text) > maxFileBytes) {
    const message = `is larger than ${maxFileBytes} bytes`;
    throw new ConfigError(source, [
      { path: '', value: undefined, message, allowed: undefined, line: undefined },
    ]);
  }
  const document = readYaml(text);
  if ('problems' in document) {
    throw new ConfigError(source, document.problems);
  }
  const read = context.readText ?? ((name: string) => readFileSync(name, 'utf8'));
  const schema = fileSchema(env, read);
  const parsed = schema.safeParse(document.data);
  const areSeveral = wantsSeveralWorkspaces(env);
  const found = [
    ...(parsed.success ? [] : schemaProblems(parsed.error, document.data, keysAt)),
    ...namingProblems(document.data),
    ...metricsProblems(document.data),
    ...escalationProblems(document.data),
    ...digestProblems(document.data),
    ...(areSeveral ? workspaceProblems(document.data) : []),
  ];
  if (!parsed.success || found.length > 0) {
    throw new ConfigError(source, inOrder(found, document.lineOf));
  }
  const { digests, ...file } = servicesOf(parsed.data);
  return { ...file, digests: areSeveral ? digests : digests.map(withoutWorkspace) };
}

/** In the only workspace what a digest finds lies with all else, whichever workspace the file names. */
function withoutWorkspace({ team: _, ...digest }: Digest): Digest {
  return digest;
}

type ParsedFile = z.output<ReturnType<typeof fileSchema>>;
type ParsedService = ParsedFile['services'][string];

function fileSchema(env: Variables, readText: ReadText) {
  const { defaults, service } = serviceSchemas(env, readText);
  return z.strictObject({
    services: z.record(z.string(), service),
    defaults: defaults.optional(),
    libraries: librariesSchema.optional(),
    admins: adminsSchema.optional(),
    personLimit: field(rateLimitOf).optional(),
    digests: digestsSchema.optional(),
  });
}

function inOrder(
  found: readonly FoundProblem[],
  lineOf: (path: Path) => number | undefined,
): readonly ConfigProblem[] {
  return found
    .map((problem) => ({ ...problem, path: pathText(problem.path), line: lineOf(problem.path) }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function servicesOf({ services, defaults, libraries = [], digests = {}, ...rest }: ParsedFile): ServicesFile {
  return {
    services: Object.entries(services).map(([name, own]) =>
      serviceOf(name, {
        ...defaults,
        ...own,
        headers: mergedHeaders(defaults?.headers, own.headers),
        permissions: mergedPermissions(defaults?.permissions, own.permissions),
        libraries: [...(own.libraries ?? []), ...libraries],
      }),
    ),
    libraries,
    access: {
      admins: rest.admins,
      permissions: mergedPermissions(defaults?.permissions),
      personLimit: limitOf(rest.personLimit, defaultPersonLimit),
    },
    digests: Object.entries(digests).map(([name, own]) => digestOf(name, own)),
  };
}

function serviceOf(name: string, own: ParsedService): Service {
  return {
    name,
    targets: targetsOf(own),
    ...(own.workspaces === undefined ? {} : { workspaces: own.workspaces }),
    channels: own.channels,
    permissions: mergedPermissions(own.permissions),
    checkLimit: limitOf(own.checkLimit, defaultServiceLimit),
    owner: own.owner && {
      userGroup: own.owner.userGroup,
      channel: own.owner.channel,
      label: own.owner.label ?? `the owner of ${name}`,
      ...(own.owner.workspace === undefined ? {} : { workspace: own.owner.workspace }),
    },
    memoryLimitBytes: own.memoryLimit,
    defaultWindowMs: own.defaultWindow ?? defaultWindowMs,
    modulePrefixes: own.modulePrefix ?? [],
    libraries: own.libraries ?? [],
    attachProfiles: own.attachProfiles ?? true,
    captures: own.captures,
    gc: own.gc ?? true,
    resolvedAfter: own.resolvedAfter,
    escalation: own.escalation,
    escalateAfterMs: own.escalateAfter,
    source: own.source,
  };
}

function limitOf(written: RateLimit | 'none' | undefined, standard: RateLimit): RateLimit | undefined {
  return written === 'none' ? undefined : (written ?? standard);
}

function targetsOf(own: ParsedService): readonly Target[] {
  const taken = new Set(own.targets.flatMap(({ name }) => name ?? []));
  return own.targets.map(({ url, name, metrics = own.metrics }) => {
    const target = {
      name: name ?? freeName(nameOfUrl(url), taken),
      url,
      headers: own.headers ?? {},
      tlsCa: own.tls,
    };
    return metrics === undefined ? target : { ...target, metrics: metricsSourceOf(metrics, target) };
  });
}

/** Two paths of one host and port share a name: the second gets a number. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) {
    name = `${wanted}-${number}`;
  }
  taken.add(name);
  return name;
}

/** A service's own header takes the place of the default one, however either is capitalised. */
function mergedHeaders(
  common: Readonly<Record<string, string>> = {},
  own: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const overridden = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const kept = Object.entries(common).filter(([name]) => !overridden.has(name.toLowerCase()));
  return Object.fromEntries([...kept, ...Object.entries(own)]);
}

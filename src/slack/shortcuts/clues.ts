import type { Service } from '../../check/service.ts';
import { isPodOf } from './pod-name.ts';
import { cleanText, labelsIn, takenUrls } from './text-parts.ts';

/** A word of a message that points at a service; the higher its `plainness` (1 to 5), the surer. */
export type Clue = { readonly service: string; readonly plainness: number; readonly word: string };

/** Labels that name the service itself, over Prometheus, Grafana, Datadog and OpenTelemetry. */
const serviceKeys: ReadonlySet<string> = new Set([
  'service',
  'service.name',
  'service_name',
  'servicename',
  'svc',
  'app',
  'application',
]);
/** Labels that name what the service runs as. */
const otherKeys: ReadonlySet<string> = new Set([
  'job',
  'deployment',
  'statefulset',
  'daemonset',
  'workload',
  'component',
  'kube_deployment',
  'pod',
  'pod_name',
  'podname',
  'instance',
  'host',
  'hostname',
  'target',
  'replica',
  'container',
  'container_name',
]);

/** `payments.go:120` is a place in code, and no host with a port. */
const sourceFile = /\.(?:go|s|c|h|cc|cpp|py|js|ts|java|rs|rb)$/;

type Known = {
  readonly byName: ReadonlyMap<string, string>;
  /** Services by host, by host and port, and by name of a target. */
  readonly byTarget: ReadonlyMap<string, readonly string[]>;
};

/** Every clue of a text, in its order. */
export function cluesIn(
  text: string,
  services: readonly Pick<Service, 'name' | 'targets'>[],
): readonly Clue[] {
  const known = knownNames(services);
  const { rest, urls } = takenUrls(text);
  const clean = cleanText(rest);
  const parts = [clean, ...urls.map(({ query }) => query)];
  return [
    ...parts.flatMap((part) => labelsIn(part).flatMap((label) => labelClues(label, known))),
    ...urls.flatMap(({ host }) => targetClues(host, known)),
    ...wordsOf(clean).flatMap((word) => wordClues(word, known)),
    ...[...urls.flatMap(({ words }) => words), ...pathWordsOf(clean)].flatMap((word) =>
      hintClues(word, known),
    ),
  ];
}

function knownNames(services: readonly Pick<Service, 'name' | 'targets'>[]): Known {
  const byTarget = new Map<string, string[]>();
  for (const { name, targets } of services) {
    for (const key of new Set(targets.flatMap(targetKeys))) {
      byTarget.set(key, [...(byTarget.get(key) ?? []), name]);
    }
  }
  return { byName: new Map(services.map(({ name }) => [name.toLowerCase(), name])), byTarget };
}

function targetKeys({ name, url }: Service['targets'][number]): string[] {
  const { host, hostname } = new URL(url);
  return [name.toLowerCase(), host.toLowerCase(), hostname.toLowerCase()];
}

function labelClues(
  { key, value }: { readonly key: string; readonly value: string },
  known: Known,
): readonly Clue[] {
  const isService = serviceKeys.has(key);
  if (!isService && !otherKeys.has(key)) return [];
  // `job` may be `namespace/name`.
  const name = value.split('/').at(-1) ?? value;
  const [host = ''] = name.split(':');
  const [first = ''] = host.split('.');
  const services =
    known.byTarget.get(name) ??
    [host, first].map((each) => named(each, known) ?? podOwners(each, known, 'labelled')).find(Boolean) ??
    known.byTarget.get(host) ??
    [];
  return services.map((service) => ({ service, plainness: isService ? 5 : 4, word: `${key}=${value}` }));
}

function targetClues(host: string, known: Known): readonly Clue[] {
  const services = known.byTarget.get(host) ?? [];
  return services.map((service) => ({ service, plainness: 4, word: host }));
}

function wordClues(word: string, known: Known): readonly Clue[] {
  const [host = ''] = word.split(':');
  const name = trimmed(host);
  const clue = (plainness: number) => (service: string) => ({ service, plainness, word: name });
  const own = named(name, known);
  if (own !== undefined) return own.map(clue(3));
  const target = known.byTarget.get(word) ?? known.byTarget.get(name);
  if (target !== undefined) return target.map((service) => ({ service, plainness: 4, word }));
  const pod = podOwners(name, known, 'bare');
  if (pod !== undefined) return pod.map(clue(3));
  const [first = '', ...labels] = name.split('.');
  const isHost = !sourceFile.test(name) && (labels.length > 1 || word.includes(':'));
  const inHost = labels.length === 0 ? undefined : (named(first, known) ?? podOwners(first, known, 'bare'));
  if (inHost !== undefined) return inHost.map(clue(isHost ? 3 : 1));
  return [];
}

function hintClues(word: string, known: Known): readonly Clue[] {
  return (named(word, known) ?? podOwners(word, known, 'bare') ?? []).map((service) => ({
    service,
    plainness: 1,
    word,
  }));
}

function named(word: string, { byName }: Known): readonly string[] | undefined {
  const service = byName.get(word);
  return service === undefined ? undefined : [service];
}

/** The service with the longest name that this is a pod of. */
function podOwners(
  word: string,
  { byName }: Known,
  where: 'labelled' | 'bare',
): readonly string[] | undefined {
  for (let end = word.lastIndexOf('-'); end > 0; end = word.lastIndexOf('-', end - 1)) {
    const service = byName.get(word.slice(0, end));
    if (service !== undefined) return isPodOf(word.slice(end + 1), where) ? [service] : undefined;
  }
  return undefined;
}

/** In lower case. What stands between slashes is part of a path, and what is before `.(` a package in the name of a Go method. */
function wordsOf(text: string): readonly string[] {
  return text.match(/(?<![\w./@-])[a-z0-9_][a-z0-9._-]*(?::\d{1,5})?(?!\.\(|(?<=\.)\(|[\w/@-])/g) ?? [];
}

/** What paths that are no addresses are made of: `acme/payments`. */
function pathWordsOf(text: string): readonly string[] {
  const paths = text.split(/[\s"'“”()<>[\]{},;=]+/).filter((part) => part.includes('/'));
  return paths.flatMap((path) => path.split('/')).map(trimmed);
}

function trimmed(word: string): string {
  return word.replace(/^[._-]+|[._-]+$/g, '');
}

import type { FoundProblem } from './schema-problems.ts';

const help = "the id of the workspace that it is in, T… as in Slack's address in a browser";

/**
 * Where leakcheck serves several workspaces, a digest and an owner are in one of them: looks at the file as it was written, for those
 * that do not say in which, and for digests of services that their workspace does not see.
 */
export function workspaceProblems(data: unknown): readonly FoundProblem[] {
  const services = mapAt(data, 'services');
  const owners = [
    { path: ['defaults', 'owner'], owner: mapAt(mapAt(data, 'defaults'), 'owner') },
    ...Object.entries(services).map(([name, service]) => ({
      path: ['services', name, 'owner'],
      owner: mapAt(service, 'owner'),
    })),
  ].filter(({ owner }) => Object.keys(owner).length > 0);
  const digests = Object.entries(mapAt(data, 'digests'));
  return [
    ...owners.flatMap(({ path, owner }) => missing(owner, path)),
    ...digests.flatMap(([name, digest]) => [
      ...missing(digest, ['digests', name]),
      ...unseen(name, digest, { services, defaults: mapAt(data, 'defaults') }),
    ]),
  ];
}

function missing(value: unknown, path: readonly string[]): readonly FoundProblem[] {
  if (Object.hasOwn(mapAt({ value }, 'value'), 'workspace')) return [];
  const message = 'is missing, as leakcheck serves several workspaces';
  return [{ path: [...path, 'workspace'], value: undefined, message, allowed: help }];
}

function unseen(
  name: string,
  digest: unknown,
  {
    services,
    defaults,
  }: {
    readonly services: Readonly<Record<string, unknown>>;
    readonly defaults: Readonly<Record<string, unknown>>;
  },
): readonly FoundProblem[] {
  const { workspace, services: named } = mapAt({ digest }, 'digest');
  if (typeof workspace !== 'string' || !Array.isArray(named)) return [];
  return named.flatMap((service: unknown, index): FoundProblem[] => {
    const seenBy = mapAt(services, String(service)).workspaces ?? defaults.workspaces;
    if (!Array.isArray(seenBy) || seenBy.includes(workspace)) return [];
    const message = `is not seen by the workspace ${workspace.slice(0, 30)}`;
    const allowed = 'a service whose `workspaces` name it, or that has none';
    return [{ path: ['digests', name, 'services', index], value: String(service), message, allowed }];
  });
}

function mapAt(data: unknown, key: string): Readonly<Record<string, unknown>> {
  const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

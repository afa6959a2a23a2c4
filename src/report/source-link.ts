import { packagePath } from '../leak/frame-origin.ts';
import type { ReportFinding } from './report.ts';
import { culpritOrigin } from './report-words.ts';

/** Where a service's own code can be read. */
export type SourceLinks = {
  /** With `{path}`, from the root of the repository, and `{line}`. */
  readonly url: string;
  /** Beginnings of file paths that stand for that root, for code whose import path does not tell. */
  readonly strip: readonly string[];
};

/** A service's own code, and where it can be read. */
export type LinkedCode = {
  readonly source?: SourceLinks | undefined;
  readonly modulePrefixes: readonly string[];
};

type Place = { readonly function: string; readonly file: string; readonly line: number };

/** A link longer than this crowds out what it is about. */
const longestLink = 400;

/** The finding with links to the source of whatever is the service's own; without them where none are configured. */
export function withSourceLinks(
  finding: ReportFinding,
  { source, modulePrefixes }: LinkedCode,
): ReportFinding {
  if (source === undefined) return finding;
  const linked = <P extends Place>(place: P, isOwn: boolean): P => {
    const url = isOwn ? sourceUrl(place, source, modulePrefixes) : undefined;
    return url === undefined ? place : { ...place, url };
  };
  const ownFunctions = new Set(
    finding.stack.filter(({ origin }) => origin === 'own').map((frame) => frame.function),
  );
  const { culprit, startedBy, stack } = finding;
  return {
    ...finding,
    culprit: linked(culprit, culpritOrigin(finding) === 'own'),
    ...(startedBy === undefined
      ? {}
      : { startedBy: linked(startedBy, ownFunctions.has(startedBy.function)) }),
    stack: stack.map((frame) => linked(frame, frame.origin === 'own')),
  };
}

/** Undefined where neither its import path nor its file tells where in the repository it is. */
function sourceUrl(
  place: Place,
  { url, strip }: SourceLinks,
  modulePrefixes: readonly string[],
): string | undefined {
  const path = pathInRepository(place, strip, modulePrefixes);
  if (path === undefined) return undefined;
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const link = url.replaceAll('{path}', () => encoded).replaceAll('{line}', String(Math.max(1, place.line)));
  return link.length > longestLink ? undefined : link;
}

/**
 * `internal/settle/fanout.go` of `example.com/acme/payments/internal/settle.run` in whatever directory it was built: the module's
 * path is the repository's root. Package main has no path of its own, so its file tells.
 */
function pathInRepository(
  { function: name, file }: Place,
  strip: readonly string[],
  modulePrefixes: readonly string[],
): string | undefined {
  const files = file.replaceAll('\\', '/');
  const inPackage = restAfter(packagePath(name), modulePrefixes);
  const base = files.slice(files.lastIndexOf('/') + 1);
  if (inPackage !== undefined && base !== '') return [inPackage, base].filter(Boolean).join('/');
  const path = restAfter(files, [...strip, ...modulePrefixes]);
  // A path that climbs out is none in the repository.
  return path === undefined || path === '' || path.split('/').includes('..') ? undefined : path;
}

function restAfter(path: string, prefixes: readonly string[]): string | undefined {
  for (const prefix of prefixes) {
    const root = prefix.replace(/\/+$/, '');
    if (path === root) return '';
    if (path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  }
  return undefined;
}

import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';
import type { ConfigProblem } from './config-error.ts';
import type { Path } from './schema-problems.ts';

export type YamlDocument = {
  readonly data: unknown;
  /** The line of what stands at a path, or of the nearest thing around it. */
  lineOf(path: Path): number | undefined;
};

const maxAliases = 50;

/** What may be said of a syntax error; the parser's own words quote the text, and with it credentials. */
const sentences: Readonly<Record<string, string>> = {
  BAD_INDENT: 'is indented wrongly',
  BLOCK_AS_IMPLICIT_KEY: 'has a map or list where a plain value belongs (a missing line break or quotes?)',
  DUPLICATE_KEY: 'writes a key a second time',
  MISSING_CHAR: 'lacks a character (a quote, a bracket or a space after a colon?)',
  MULTIPLE_DOCS: 'begins a second document: one file holds one',
  TAB_AS_INDENT: 'is indented with a tab: use spaces',
  TAG_RESOLVE_FAILED: 'has a tag that is not known',
};

/** Reads YAML 1.2. Problems instead of a document when its syntax is wrong; they quote none of the text. */
export function readYaml(text: string): YamlDocument | { readonly problems: readonly ConfigProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return { problems: faults.map((fault) => syntaxProblem(fault, lines)) };
  }
  try {
    const data: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { data, lineOf: (path) => lineOf(document.contents, path, lines) };
  } catch {
    // Only aliases can fail here: one without an anchor, or too many of them.
    return { problems: [syntaxError('repeats parts by alias in a way that grows too large', undefined)] };
  }
}

function syntaxProblem(fault: YAMLError, lines: LineCounter): ConfigProblem {
  const sentence = sentences[fault.code] ?? `is not YAML (${fault.code.toLowerCase().replaceAll('_', ' ')})`;
  return syntaxError(sentence, lines.linePos(fault.pos[0]).line);
}

function syntaxError(message: string, line: number | undefined): ConfigProblem {
  return { path: '', value: undefined, message, allowed: undefined, line };
}

function lineOf(root: Node | null, path: Path, lines: LineCounter): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      offset = isScalar(pair?.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair?.value;
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part];
      offset = startOf(node) ?? offset;
    } else {
      break;
    }
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

function startOf(node: unknown): number | undefined {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;
}

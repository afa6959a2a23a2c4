import { enclosingFunction } from '../function-name.ts';
import { findFrame, framesAboveCaller, type PatternEvidence, type PatternRule } from './pattern-rule.ts';

type Holder = { readonly functions: RegExp; readonly what: string };

/** Goroutines that the standard library starts for, or parks in, something which its user must close. */
const goroutineHolders: readonly Holder[] = [
  {
    functions: /^net\/http\.\(\*persistConn\)\.(readLoop|writeLoop)/,
    what: 'an HTTP connection whose response body was not closed',
  },
  { functions: /^database\/sql\.\(\*DB\)\.connectionOpener/, what: 'a sql.DB that was not closed' },
  {
    functions: /^database\/sql\.\(\*(Rows|Tx)\)\.awaitDone/,
    what: 'sql.Rows or a sql.Tx that was not closed',
  },
  { functions: /^os\/exec\.\(\*Cmd\)\.watchCtx/, what: 'a command that was not waited for' },
  { functions: /^io\.\(\*pipe\)\.(read|write)/, what: 'an io.Pipe whose other end was not closed' },
];

/** What it allocates for them. */
const heapHolders: readonly Holder[] = [
  ...goroutineHolders,
  {
    functions: /^net\/http\.\(\*Transport\)\.(dialConn|queueForDial|startDialConnFor)/,
    what: 'a connection of an http.Transport',
  },
  { functions: /^os\/exec\.\(\*Cmd\)\.Start/, what: 'a command that was not waited for' },
  {
    functions: /^(bufio\.New(Reader|Writer)(Size)?|compress\/\w+\.New(Reader|Writer)(Level|Dict)?)$/,
    what: 'the buffer of a file or a connection, which lives as long as that does',
  },
  { functions: /^os\.(OpenFile|Open|Create|newFile|openFileNolog)/, what: 'an open file' },
  { functions: /^net\.\(\*(netFD|sysDialer|TCPListener)\)|^net\.newFD/, what: 'a network connection' },
];

/** Something with a Close that its user did not call. */
export const resourceNotClosed: PatternRule = {
  id: 'resource-not-closed',
  match: (evidence) => {
    const [frames, holders] =
      evidence.kind === 'goroutine'
        ? [evidence.stack, goroutineHolders]
        : [framesAboveCaller(evidence), heapHolders];
    const held = holders.find(({ functions }) => findFrame(frames, functions));
    if (held !== undefined) return `The stack belongs to ${held.what}.`;
    return evidence.kind === 'goroutine' ? startedByLibrary(evidence) : openedByLibrary(evidence);
  },
};

/** A library's own goroutine does not end by what the team changes in it: it ends when the thing that it serves is closed. */
function startedByLibrary({ stack }: PatternEvidence): string | undefined {
  const entry = stack.findLast(({ origin }) => origin === 'library');
  if (entry === undefined || stack.some(({ origin }) => origin === 'own')) return undefined;
  return 'No code of yours is on the stack: a library runs them for something that its user has to close, stop or cancel.';
}

/** Go names what opens something that must be closed by these verbs. */
const opener =
  /[.)](Open|Begin|Dial|Connect|Subscribe|QueueSubscribe|Acquire|Listen|Watch|Start)(?![a-z])\w*$/;

/** The library's function that own code called, where the growing objects are its own. */
function openedByLibrary({ stack }: PatternEvidence): string | undefined {
  const own = stack.findIndex(({ origin }) => origin === 'own');
  const called = stack[own - 1];
  if (called?.origin !== 'library' || !opener.test(enclosingFunction(called.function))) return undefined;
  return `${shortName(called.function)} opens something that its caller has to close.`;
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

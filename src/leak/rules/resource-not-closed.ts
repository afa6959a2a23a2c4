import { findFrame, framesAboveCaller, type PatternRule } from './pattern-rule.ts';

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
    return held && `The stack belongs to ${held.what}.`;
  },
};

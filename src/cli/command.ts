/** What a command of the command line gets; nothing else of the process is touched. */
export type CommandContext = {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether progress may be drawn on stderr, and colour on stdout. */
  readonly errIsTerminal: boolean;
  readonly outIsTerminal: boolean;
  readonly columns: number;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
};

/** 0 no leak, 1 leak (or what --fail-on names), 2 could not check. */
export type ExitCode = 0 | 1 | 2;

/** The command line was used wrongly: the message says how it is used rightly. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The system's name for why a file could not be used: `ENOENT`, `EACCES`. */
export function codeOfSystemError(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown error';
}

export type SkippedTest = {
  readonly name: string;
  readonly file: string;
  readonly note?: string | undefined;
};
export type ExpectedSkip = { readonly file: string; readonly reason: string };

export function skipLines(skipped: readonly SkippedTest[], expected: readonly ExpectedSkip[]): string[];
export function unexpectedSkips(
  skipped: readonly SkippedTest[],
  expected: readonly ExpectedSkip[],
): SkippedTest[];

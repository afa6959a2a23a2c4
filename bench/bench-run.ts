/** What every benchmark gets from its command. */
export type BenchRun = {
  readonly args: readonly string[];
  readonly redis: { readonly url: string; readonly prefix: string };
  readonly say: (line: string) => void;
};

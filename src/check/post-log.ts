/**
 * What has been posted of a check, so that a job that runs again posts nothing twice.
 * `attempted` without `ts`: a try whose answer never came, the message may or may not be there.
 */
export type PostRecord =
  | { readonly state: 'attempted'; readonly atMs: number; readonly fileIds: readonly string[] }
  | { readonly state: 'posted'; readonly ts: string };

export type PostLog = {
  get(check: string, key: string): Promise<PostRecord | undefined>;
  set(check: string, key: string, record: PostRecord): Promise<void>;
  clear(check: string, key: string): Promise<void>;
};

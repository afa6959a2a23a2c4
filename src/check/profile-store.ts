/** The files of one capture of one replica, and what became of it. */
export type CaptureFile =
  | 'heap-text'
  /** After another forced collection, under heavy churn. */
  | 'heap-text-again'
  | 'heap'
  | 'goroutine'
  | 'goroutine-text'
  | 'goroutineleak'
  | 'symbols'
  /** What the replica's metrics said, or why they could not be read. */
  | 'metrics'
  | 'outcome';

/** A result of the analysis. */
export type Artefact = 'report.json' | 'processes.json' | 'growth.png' | 'stacks.png';

/** Names one file of a check: replica and point are indices into the check's plan. */
export type ProfileRef = {
  readonly check: string;
  readonly replica: number;
  readonly point: number;
  readonly file: CaptureFile;
};

/** What reading a check's files takes. */
export type ProfileReader = Pick<ProfileStore, 'get' | 'getArtefact'>;

/** Keeps captured bytes between jobs; shared by every worker; bounded in size and age. */
export type ProfileStore = {
  /** Writes all or nothing: a reader never sees half a file. Replaces what was there. */
  put(ref: ProfileRef, bytes: Uint8Array): Promise<void>;
  /** Undefined when nothing is stored there (never written, swept, or another directory). */
  get(ref: ProfileRef): Promise<Uint8Array | undefined>;
  /** What analysis made of the check, kept beside its captures until it has been published. Same guarantees as put and get. */
  putArtefact(check: string, name: Artefact, bytes: Uint8Array): Promise<void>;
  getArtefact(check: string, name: Artefact): Promise<Uint8Array | undefined>;
  removeCheck(check: string): Promise<void>;
  /** Deletes checks older than the store's age, then the oldest until it is within its size. Returns what was deleted. */
  sweep(nowMs: number): Promise<{ readonly checks: readonly string[]; readonly bytes: number }>;
};

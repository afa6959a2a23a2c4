import type { Digest } from '../../digest/digest.ts';
import type { DigestMemory } from '../../digest/facts.ts';

/** Until when a digest's due times have been seen to. */
export type DigestProgress = {
  /** The schedule that this is about: another one begins anew, and misses nothing that was due before. */
  readonly schedule: string;
  readonly sinceMs: number;
  /** The last due time for which a run was begun. */
  readonly handledMs: number;
};

export type DigestPause = { readonly by: string; readonly atMs: number };

/** Why the run of this due time could not be posted, in words, with the next step. */
export type DigestProblem = {
  readonly dueMs: number;
  readonly atMs: number;
  readonly problem: string;
  readonly nextStep: string;
};

/** What is known of a digest beside its description. */
export type DigestRecord = {
  readonly progress: DigestProgress | undefined;
  readonly pause: DigestPause | undefined;
  readonly memory: DigestMemory | undefined;
  readonly problem: DigestProblem | undefined;
};

/** Digests that were added by command, and what is remembered of those and of the services file's, by name. */
export type DigestStore = {
  /** Those that can be read. */
  added(): Promise<readonly Digest[]>;
  /** Names of those that cannot: another version wrote them, or somebody else. */
  unreadable(): Promise<readonly string[]>;
  /** False where one of this name was added before. */
  add(digest: Digest): Promise<boolean>;
  /** With all that is remembered of it; false where none of this name was added. */
  remove(name: string): Promise<boolean>;
  recordOf(name: string): Promise<DigestRecord>;
  /** Sets these parts of its record, and removes those that are undefined. */
  note(name: string, parts: Partial<DigestRecord>): Promise<void>;
  /** Names of which something is remembered. */
  recorded(): Promise<readonly string[]>;
  forget(name: string): Promise<void>;
};

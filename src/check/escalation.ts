import type { PostTarget } from './poster.ts';
import type { Owner } from './service.ts';

/** What is to be told, and to whom. */
export type Escalation = {
  /** Names its messages among those of the check. */
  readonly key: string;
  readonly service: string;
  /** Id of the check. */
  readonly check: string;
  /** The thread that it is about. */
  readonly thread: PostTarget;
  readonly owner: Owner;
  /** Slack user id; undefined where nobody pressed. */
  readonly by: string | undefined;
  /** Why it is told when nobody pressed. */
  readonly why: string | undefined;
  /** A person's own words: escape them before they are shown. Empty when there are none. */
  readonly note: string;
  /** Verdict, culprit and growth in a line or two; not escaped. */
  readonly summary: readonly string[];
  /** To the check's root message; undefined when Slack gave none. */
  readonly permalink: string | undefined;
};

/** One way to tell an owner in Slack. */
export type EscalationChannel = {
  /** For the log and for people, e.g. `the owner's channel`. */
  readonly name: string;
  /** Whether this way leads to the owner, and is needed beside the others. */
  reaches(escalation: Pick<Escalation, 'owner' | 'thread'>): boolean;
  /** Telling the same escalation twice must reach people once. Throws when nobody was told; a PostError says why. */
  tell(escalation: Escalation): Promise<void>;
};

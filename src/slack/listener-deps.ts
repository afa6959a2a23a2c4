import type { AuditLog, AuditSink } from '../check/audit-log.ts';
import type { CancelDeps } from '../check/cancel-check.ts';
import type { DigestSources } from '../check/digests/digests-now.ts';
import type { EscalateDeps } from '../check/escalate.ts';

/** Everything that the listeners reach the rest of leakcheck through. */
export type ListenerDeps = EscalateDeps &
  CancelDeps &
  DigestSources & {
    readonly audit: Pick<AuditLog, 'latest'>;
    /** Where it is written down what people do. */
    readonly auditSinks: readonly AuditSink[];
  };

/** What the listeners work with in the workspace that something came from: no other workspace's checks, incidents, services or token. */
export type DepsIn = (context: { readonly teamId?: string | undefined }) => ListenerDeps;

/** Who asked, and where. */
export type Asker = {
  /** Slack user id. */
  readonly user: string;
  readonly channel: string;
  /** The thread that the question was asked in. */
  readonly threadTs: string | undefined;
};

import { z } from 'zod';
import { FindingState } from '../incident/finding-state.ts';
import { Absence } from '../incident/record-check.ts';
import { origins } from '../leak/frame-origin.ts';
import { patternIds } from '../leak/pattern.ts';
import { verdicts } from '../leak/verdict.ts';

export const Verdict = z.enum(verdicts);
export type Verdict = z.infer<typeof Verdict>;

/** Where the line can be read; absent where nothing tells. */
const linked = { url: z.url().optional() };
const Place = z.object({ function: z.string(), file: z.string(), line: z.number().int(), ...linked });

export const ReportFrame = z.object({
  function: z.string(),
  file: z.string(),
  line: z.number().int().nonnegative(),
  /** Whose code it is: the team's, a dependency's, the standard library's or the Go runtime's. */
  origin: z.enum(origins),
  ...linked,
});
export type ReportFrame = z.infer<typeof ReportFrame>;

/** An estimate with its two-sided 95 % interval, per minute. */
export const Rate = z.object({ perMinute: z.number(), interval95: z.tuple([z.number(), z.number()]) });
export type Rate = z.infer<typeof Rate>;

/** Growth over the window of one thing: heap in bytes, or goroutines as a count. */
export const Growth = Rate.extend({ bytes: z.number().optional(), count: z.number().optional() });
export type Growth = z.infer<typeof Growth>;

/** Points taken of one replica; the arrays have one entry a capture that succeeded. */
const Series = z.object({
  /** Milliseconds since the window's start. */
  atMs: z.array(z.number()),
  /** Live heap after a forced collection, bytes; by samples where none was forced. */
  heapAlloc: z.array(z.number()),
  goroutines: z.array(z.number()),
  /** Resident set of the process, bytes; null at a capture whose metrics could not be read. Absent without metrics. */
  rss: z.array(z.number().nullable()).optional(),
});

/** What the check asked of one replica. */
const Cost = z.object({
  forcedCollections: z.number(),
  /** Two at each capture: the replica allocates so much that one collection blurs the live heap. */
  collectedTwice: z.boolean().optional(),
  /** Stop-the-world time of every collection from the first capture to the last, the replica's own included, milliseconds. */
  pauseMs: z.number().optional(),
  /** Those that failed included. */
  requests: z.number(),
  /** As served. */
  bytesRead: z.number(),
});

export const ReplicaReport = z.object({
  target: z.string(),
  verdict: Verdict,
  reason: z.string(),
  series: Series,
  heap: Rate.optional(),
  goroutines: Rate.optional(),
  /** Of the resident set. */
  rss: Rate.optional(),
  /** Of what is resident beyond the memory that Go's runtime holds; present where it grows and Go does not explain it. */
  outsideGo: Rate.optional(),
  cost: Cost,
  /** What went wrong at which capture, with the next step. */
  failures: z.array(z.object({ capture: z.number().int(), message: z.string(), nextStep: z.string() })),
});
export type ReplicaReport = z.infer<typeof ReplicaReport>;

export const ReportFix = z.object({
  title: z.string(),
  text: z.string(),
  /** Go that leaks; empty where the advice comes without code. */
  before: z.string(),
  after: z.string(),
  section: z.string(),
});
export type ReportFix = z.infer<typeof ReportFix>;

export const ReportFinding = z.object({
  kind: z.enum(['heap', 'goroutine']),
  verdict: z.enum(['leak', 'suspect']),
  pattern: z.enum(patternIds),
  confidence: z.number().min(0).max(1),
  fingerprint: z.string(),
  culprit: Place,
  /** For goroutines: the function whose `go` statement started them, where known. */
  startedBy: Place.optional(),
  growth: Growth,
  /** Live at the head capture, summed over the replicas: bytes or goroutines. */
  atHead: z.number(),
  replicas: z.array(z.string()),
  stack: z.array(ReportFrame),
  evidence: z.array(z.string()),
  fixes: z.array(ReportFix),
  /** What earlier checks and people made of this leak; absent where none are known of, as on the command line. */
  incident: FindingState.optional(),
});
export type ReportFinding = z.infer<typeof ReportFinding>;

/** The one document that the thread, the terminal, Markdown and files are rendered from. */
export const Report = z.object({
  schema: z.literal('leakcheck.report/1'),
  service: z.string(),
  /** The check's id; absent for `compare`. */
  check: z.string().optional(),
  window: z.object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    ms: z.number(),
    /** Captures planned for each replica. */
    captures: z.number().int(),
  }),
  replicas: z.array(ReplicaReport),
  verdict: Verdict,
  confidence: z.number().min(0).max(1),
  reason: z.string(),
  /** Growth summed over the replicas that could be judged. */
  growth: z.object({ heap: Rate.optional(), goroutines: Rate.optional(), rss: Rate.optional() }),
  /** Where a memory limit is known: what each replica may use, and the time until the fastest one reaches it. */
  limit: z.object({ bytes: z.number(), target: z.string(), minutesLeft: z.number().optional() }).optional(),
  /** The smallest growth of one replica that this window could have shown. */
  detectable: z
    .object({ heapBytesPerMinute: z.number().optional(), goroutinesPerMinute: z.number().optional() })
    .optional(),
  /** A window that would settle what this one left open. */
  proposedWindowMs: z.number().optional(),
  findings: z.array(ReportFinding),
  /** Leaks of earlier checks that this one would have found, and did not. */
  absences: z.array(Absence).optional(),
  /** The service's last check before this one that reached a verdict. */
  previous: z
    .object({
      check: z.string(),
      /** When it was over. */
      at: z.iso.datetime(),
      windowMs: z.number(),
      verdict: Verdict,
      /** Summed over its replicas; absent where it is not kept. */
      heapPerMinute: z.number().optional(),
      goroutinesPerMinute: z.number().optional(),
    })
    .optional(),
  caveats: z.array(z.string()),
});
export type Report = z.infer<typeof Report>;

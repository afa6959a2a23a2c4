import type { PatternId } from '../pattern.ts';

/** Where one section of the article lives in leakcheck. */
export type ArticleSection = {
  readonly section: string;
  /** What the section is about. */
  readonly topic: string;
  /** Patterns whose fixes cite it, or that are cases of it. */
  readonly patterns: readonly PatternId[];
  /** What leakcheck makes of it. */
  readonly inLeakcheck: string;
};

const goroutinePatterns = [
  'goroutine-blocked-send',
  'goroutine-blocked-receive',
  'goroutine-blocked-select',
  'goroutine-infinite-loop',
  'goroutine-blocked-lock',
  'goroutine-blocked-io',
] as const satisfies readonly PatternId[];

/** Every section of the article, in its order. */
export const articleSections: readonly ArticleSection[] = [
  {
    section: '1.1',
    topic: 'What a leak is',
    patterns: [],
    inLeakcheck:
      'A leak is memory that is still referred to but no longer needed. A check calls it one when live memory or goroutines grow in both halves of the window and do not level off.',
  },
  {
    section: '1.2',
    topic: 'The garbage collector',
    patterns: [],
    inLeakcheck:
      'The collector frees what nothing refers to, and nothing else. Each capture forces one collection first, so that the report compares what is really in use, not garbage waiting to be freed.',
  },
  {
    section: '1.3',
    topic: 'What a leak does to a service',
    patterns: [],
    inLeakcheck:
      'Growth per minute and, where the memory limit of a service is known, the time until it is reached.',
  },
  {
    section: '2.1',
    topic: 'Leaks on the heap',
    patterns: ['heap-growth'],
    inLeakcheck: 'Findings of kind `heap`, from heap profiles compared between base and head.',
  },
  {
    section: '2.2',
    topic: 'Leaked goroutines',
    patterns: goroutinePatterns,
    inLeakcheck: 'Findings of kind `goroutine`, from exact goroutine counts by stack.',
  },
  {
    section: '2.3',
    topic: 'Caches and global variables',
    patterns: ['cache-unbounded'],
    inLeakcheck:
      'A cache that fills up to a bound also grows for a while: captures between base and head tell the two apart.',
  },
  {
    section: '2.4',
    topic: 'Closures and circular references',
    patterns: ['closure-capture'],
    inLeakcheck:
      'Go collects cycles, so a cycle alone is never the finding; closures that somebody keeps, and finalizers in a cycle, are.',
  },
  {
    section: '3.1',
    topic: 'Goroutines without an end, by example',
    patterns: [
      'goroutine-blocked-send',
      'goroutine-blocked-receive',
      'goroutine-blocked-select',
      'goroutine-infinite-loop',
      'timer-not-stopped',
    ],
    inLeakcheck: 'The frame that a goroutine waits in decides which of these patterns a finding gets.',
  },
  {
    section: '3.2',
    topic: 'Closures, by example',
    patterns: ['closure-capture'],
    inLeakcheck:
      'A hundred thousand closures in a slice are live as long as the slice is: the leak is the slice, and the fix is not to keep them.',
  },
  {
    section: '3.3',
    topic: 'Slices and maps',
    patterns: ['slice-retention', 'map-retention'],
    inLeakcheck: 'Two patterns, as the reader changes different code for each.',
  },
  {
    section: '4.1',
    topic: 'pprof',
    patterns: ['heap-growth'],
    inLeakcheck:
      'The base and head profiles are attached to the thread with the `go tool pprof -diff_base` command that compares them; `leakcheck compare` does the same for two files that you have.',
  },
  {
    section: '4.2',
    topic: 'Flame graphs',
    patterns: [],
    inLeakcheck:
      'The thread has a chart of the stacks that grow most. For a flame graph open the attached profiles with `go tool pprof -http=: -diff_base base.pb.gz head.pb.gz`, which does what go-torch did.',
  },
  {
    section: '4.3',
    topic: 'Monitoring and alerts',
    patterns: [],
    inLeakcheck:
      'An alert says that memory grows; a check says where. Ask for one in the channel where the alert arrives: `/leakcheck payments 5m`.',
  },
  {
    section: '5.1',
    topic: 'Code that gives back what it takes',
    patterns: ['resource-not-closed', 'timer-not-stopped', 'context-not-cancelled', 'goroutine-blocked-lock'],
    inLeakcheck: 'Fixes with `defer`: close, stop, cancel, unlock.',
  },
  {
    section: '5.2',
    topic: 'Goroutines that end',
    patterns: [
      'context-not-cancelled',
      'goroutine-blocked-send',
      'goroutine-blocked-receive',
      'goroutine-blocked-select',
      'goroutine-infinite-loop',
      'goroutine-blocked-io',
    ],
    inLeakcheck: 'Fixes with a context that is passed on, watched and cancelled.',
  },
  {
    section: '5.3',
    topic: 'Reviews and tests',
    patterns: [],
    inLeakcheck:
      '`leakcheck check` and `leakcheck compare` exit with 1 for a leak, 0 for none and 2 when nothing could be judged, so that a pipeline can run them against a service under load. In a review, this page is the list of what to look for.',
  },
  {
    section: '6',
    topic: 'Cases: many machines, many services',
    patterns: [],
    inLeakcheck:
      'A check covers every replica of a service and names the one that leaks. The services file gives each service its owner, memory limit and channels.',
  },
  {
    section: '7',
    topic: 'Outlook',
    patterns: ['timer-not-stopped', 'goroutine-blocked-lock', 'closure-capture', 'map-retention'],
    inLeakcheck:
      'Go moves on, and fixes say since when: collected timers (1.23), Swiss maps and `runtime.AddCleanup` (1.24), `sync.WaitGroup.Go` (1.25), a `goroutineleak` profile (1.26, behind `GOEXPERIMENT=goroutineleakprofile`).',
  },
];

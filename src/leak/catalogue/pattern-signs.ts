import type { PatternId } from '../pattern.ts';

/** What a profile shows of each pattern, in Markdown: runtime functions as they are named there. */
export const patternSigns: { readonly [Id in PatternId]: string } = {
  'goroutine-blocked-send': 'goroutines in `runtime.chansend`',
  'goroutine-blocked-receive': 'goroutines in `runtime.chanrecv`',
  'goroutine-blocked-select': 'goroutines in `runtime.selectgo`',
  'goroutine-infinite-loop': 'goroutines in `time.Sleep`, on a ticker or running, in a loop of your own',
  'goroutine-blocked-lock':
    'goroutines in `sync.(*Mutex).Lock`, `sync.(*WaitGroup).Wait` or `runtime.semacquire`',
  'goroutine-blocked-io': 'goroutines in `IO wait` below a read, write or accept',
  'context-not-cancelled': 'heap under `context.WithCancel`, `context.WithDeadline` or `propagateCancel`',
  'resource-not-closed': 'goroutines of a library, such as `net/http.(*persistConn).readLoop`',
  'timer-not-stopped': 'heap under `time.AfterFunc` or `time.NewTimer`',
  'cache-unbounded': 'heap under a map of a cache, store or registry',
  'map-retention': 'heap under `runtime.mapassign` or the growth of a map',
  'slice-retention': 'heap under `runtime.growslice`, or large arrays where small pieces are kept',
  'closure-capture': 'many small objects of a function that makes closures',
  'heap-growth': 'heap that grows without the signs of the others',
};

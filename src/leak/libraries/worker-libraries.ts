import type { KnownLibrary } from './known-library.ts';

/** Libraries whose objects work in the background until they are told to stop. */
export const workerLibraries: readonly KnownLibrary[] = [
  {
    name: 'fsnotify Watcher',
    importPath: 'github.com/fsnotify/fsnotify',
    kind: 'goroutine',
    functions: [
      'github.com/fsnotify/fsnotify.(*Watcher).readEvents',
      'github.com/fsnotify/fsnotify.(*inotify).readEvents',
      'github.com/fsnotify/fsnotify.(*kqueue).readEvents',
      'github.com/fsnotify/fsnotify.(*readDirChangesW).readEvents',
      'github.com/fsnotify/fsnotify.newBackend',
      'github.com/fsnotify/fsnotify.NewWatcher',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Defer Close() on the Watcher: each has a goroutine and an inotify instance, of which a user has 128 by default.',
    before: `func awaitEdit(dir string) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	if err := watcher.Add(dir); err != nil {
		return err
	}
	<-watcher.Events
	return nil
}`,
    after: `func awaitEdit(dir string) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer watcher.Close()
	if err := watcher.Add(dir); err != nil {
		return err
	}
	<-watcher.Events
	return nil
}`,
  },
  {
    name: 'ants Pool',
    importPath: 'github.com/panjf2000/ants/v2',
    kind: 'goroutine',
    functions: [
      'github.com/panjf2000/ants/v2.(*poolCommon).purgeStaleWorkers',
      'github.com/panjf2000/ants/v2.(*poolCommon).ticktock',
      'github.com/panjf2000/ants/v2.(*Pool).purgeStaleWorkers',
      'github.com/panjf2000/ants/v2.(*Pool).ticktock',
      'github.com/panjf2000/ants/v2.(*PoolWithFunc).purgeStaleWorkers',
      'github.com/panjf2000/ants/v2.(*PoolWithFunc).ticktock',
      'github.com/panjf2000/ants/v2.NewPool',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Defer Release() on the pool, or keep one for the life of the process: each has two goroutines, and its idle workers, until then.',
    before: `func writeAll(jobs []func()) error {
	pool, err := ants.NewPool(4)
	if err != nil {
		return err
	}
	for _, job := range jobs {
		err = errors.Join(err, pool.Submit(job))
	}
	return err
}`,
    after: `func writeAll(pool *ants.Pool, jobs []func()) (err error) { // one pool, made in main
	for _, job := range jobs {
		err = errors.Join(err, pool.Submit(job))
	}
	return err
}`,
  },
  {
    name: 'backoff Ticker',
    importPath: 'github.com/cenkalti/backoff/v4',
    kind: 'goroutine',
    functions: [
      'github.com/cenkalti/backoff/v4.(*Ticker).run',
      'github.com/cenkalti/backoff/v4.(*Ticker).send',
      'github.com/cenkalti/backoff/v4.NewTickerWithTimer',
    ],
    pattern: 'timer-not-stopped',
    advice:
      'Defer Stop() on the Ticker: after the attempt that succeeds nobody receives its ticks, and its goroutine waits for that for ever.',
    before: `func deliver(send func() error) (err error) {
	attempts := backoff.NewTicker(backoff.NewExponentialBackOff())
	for range attempts.C {
		if err = send(); err == nil {
			return nil
		}
	}
	return err
}`,
    after: `func deliver(send func() error) (err error) {
	attempts := backoff.NewTicker(backoff.NewExponentialBackOff())
	defer attempts.Stop()
	for range attempts.C {
		if err = send(); err == nil {
			return nil
		}
	}
	return err
}`,
  },
  {
    name: 'cron scheduler',
    importPath: 'github.com/robfig/cron/v3',
    kind: 'goroutine',
    functions: ['github.com/robfig/cron/v3.(*Cron).run'],
    pattern: 'resource-not-closed',
    advice:
      'Stop() the scheduler that is replaced, or keep one and Remove its entries: a started Cron runs, and runs its jobs, until its Stop.',
    before: `func replan(plans map[string]*cron.Cron, tenant string, plan *cron.Cron) {
	plan.Start()
	plans[tenant] = plan // the one before still runs
}`,
    after: `func replan(plans map[string]*cron.Cron, tenant string, plan *cron.Cron) {
	if replaced, ok := plans[tenant]; ok {
		replaced.Stop()
	}
	plan.Start()
	plans[tenant] = plan
}`,
  },
  {
    name: 'zstd Decoder',
    importPath: 'github.com/klauspost/compress/zstd',
    kind: 'goroutine',
    functions: [
      'github.com/klauspost/compress/zstd.(*Decoder).startStreamDecoder',
      'github.com/klauspost/compress/zstd.(*blockDec).startDecoder',
      'github.com/klauspost/compress/zstd.(*frameDec).startDecoder',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Defer Close() on the Decoder: when its input was not read to the end, three goroutines and the window (up to several MiB) wait for more to be read.',
    before: `func head(upload io.Reader, buffer []byte) (int, error) {
	unpacker, err := zstd.NewReader(upload)
	if err != nil {
		return 0, err
	}
	return io.ReadFull(unpacker, buffer)
}`,
    after: `func head(upload io.Reader, buffer []byte) (int, error) {
	unpacker, err := zstd.NewReader(upload)
	if err != nil {
		return 0, err
	}
	defer unpacker.Close()
	return io.ReadFull(unpacker, buffer)
}`,
  },
  {
    name: 'goleveldb database',
    importPath: 'github.com/syndtr/goleveldb/leveldb',
    kind: 'goroutine',
    functions: [
      'github.com/syndtr/goleveldb/leveldb.(*DB).mCompaction',
      'github.com/syndtr/goleveldb/leveldb.(*DB).tCompaction',
      'github.com/syndtr/goleveldb/leveldb.(*DB).compactionError',
      'github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain',
      'github.com/syndtr/goleveldb/leveldb/util.(*BufferPool).drain',
      'github.com/syndtr/goleveldb/leveldb.openDB',
      'github.com/syndtr/goleveldb/leveldb.Open',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Defer Close() on the database (and Release() on its iterators), or open it once: each open one has five goroutines and its write buffer.',
    before: `func sortRows(rows map[string][]byte) error {
	scratch, err := leveldb.Open(storage.NewMemStorage(), nil)
	if err != nil {
		return err
	}
	for key, row := range rows {
		err = errors.Join(err, scratch.Put([]byte(key), row, nil))
	}
	return err
}`,
    after: `func sortRows(rows map[string][]byte) error {
	scratch, err := leveldb.Open(storage.NewMemStorage(), nil)
	if err != nil {
		return err
	}
	defer scratch.Close()
	for key, row := range rows {
		err = errors.Join(err, scratch.Put([]byte(key), row, nil))
	}
	return err
}`,
  },
  {
    name: 'gorilla/context values',
    importPath: 'github.com/gorilla/context',
    kind: 'heap',
    functions: ['github.com/gorilla/context.Set'],
    pattern: 'cache-unbounded',
    advice:
      'Put values into the request context (context.WithValue), or wrap the handler with context.ClearHandler: Set keeps every request in a package variable until its Clear.',
    before: `type profileKey struct{}

func authenticate(next http.Handler, load func(*http.Request) any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		gorilla.Set(r, profileKey{}, load(r))
		next.ServeHTTP(w, r)
	})
}`,
    after: `type profileKey struct{}

func authenticate(next http.Handler, load func(*http.Request) any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), profileKey{}, load(r))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}`,
  },
];

import type { KnownLibrary } from './known-library.ts';

/** Caches: those with goroutines of their own must be closed or shared, all of them need a bound. */
export const cacheLibraries: readonly KnownLibrary[] = [
  {
    name: 'expirable LRU',
    importPath: 'github.com/hashicorp/golang-lru/v2/expirable',
    kind: 'goroutine',
    functions: ['github.com/hashicorp/golang-lru/v2/expirable.NewLRU'],
    pattern: 'resource-not-closed',
    advice:
      'Make one expirable LRU for the life of the process and put the tenant or session into its key: with a TTL each has a goroutine that nothing can end, and which keeps all of the cache.',
    before: `func newSession() *expirable.LRU[string, bool] {
	return expirable.NewLRU[string, bool](64, nil, 5*time.Minute)
}`,
    after: `type decision struct{ session, action string }

// One cache for all sessions.
var decisions = expirable.NewLRU[decision, bool](100_000, nil, 5*time.Minute)`,
  },
  {
    name: 'ristretto cache',
    importPath: 'github.com/dgraph-io/ristretto',
    kind: 'goroutine',
    functions: [
      'github.com/dgraph-io/ristretto.(*Cache).processItems',
      'github.com/dgraph-io/ristretto.(*defaultPolicy).processItems',
      'github.com/dgraph-io/ristretto.NewCache',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Close() the cache when it is done with, or make one for the life of the process: each has two goroutines and a queue of about 256 KiB.',
    before: `func newFinder() (*ristretto.Cache, error) { // called for every request
	return ristretto.NewCache(&ristretto.Config{NumCounters: 1e4, MaxCost: 1e3, BufferItems: 64})
}`,
    after: `// Called once: requests share what it returns.
var sharedFinder = sync.OnceValues(func() (*ristretto.Cache, error) {
	return ristretto.NewCache(&ristretto.Config{NumCounters: 1e4, MaxCost: 1e3, BufferItems: 64})
})`,
  },
  {
    name: 'bigcache',
    importPath: 'github.com/allegro/bigcache/v3',
    kind: 'goroutine',
    functions: ['github.com/allegro/bigcache/v3.newBigCache', 'github.com/allegro/bigcache/v3.initNewShard'],
    pattern: 'resource-not-closed',
    advice:
      'Close() the cache when it is done with, or make one for the life of the process: its clean-up goroutine keeps all shards until Close or the end of its context.',
    before: `func total(config bigcache.Config) error {
	sums, err := bigcache.New(context.Background(), config)
	if err != nil {
		return err
	}
	return sums.Set("north", []byte("42"))
}`,
    after: `func total(config bigcache.Config) error {
	sums, err := bigcache.New(context.Background(), config)
	if err != nil {
		return err
	}
	defer sums.Close()
	return sums.Set("north", []byte("42"))
}`,
  },
  {
    name: 'go-cache without expiry',
    importPath: 'github.com/patrickmn/go-cache',
    kind: 'heap',
    functions: [
      'github.com/patrickmn/go-cache.(*cache).Set',
      'github.com/patrickmn/go-cache.(*cache).SetDefault',
      'github.com/patrickmn/go-cache.(*cache).Add',
      'github.com/patrickmn/go-cache.(*cache).Replace',
      'github.com/patrickmn/go-cache.(*cache).set',
    ],
    pattern: 'cache-unbounded',
    advice:
      'Give every entry an expiry, or take a cache with a bound: go-cache has no limit of its size, and NoExpiration keeps each key for ever.',
    before: `var known = cache.New(cache.NoExpiration, 10*time.Minute)

func remember(position string, address any) {
	known.Set(position, address, cache.DefaultExpiration)
}`,
    after: `var known = cache.New(15*time.Minute, time.Minute)

func remember(position string, address any) {
	known.Set(position, address, cache.DefaultExpiration)
}`,
  },
];

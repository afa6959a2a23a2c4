import type { Pattern } from '../pattern.ts';

export const cacheUnbounded: Pattern = {
  id: 'cache-unbounded',
  title: 'a cache without a bound',
  summary:
    'A cache, registry or package variable gains entries and never loses any. To the collector all of it is in use. It grows with the number of different keys ever seen, so a new client or a scanner can make it grow much faster.',
  fixes: [
    {
      title: 'Bound the number of entries',
      text: 'Choose the bound from the memory you can give: entries times their average size. This one evicts whichever key the map yields first; github.com/hashicorp/golang-lru keeps the recently used ones. Watch the hit rate after the change.',
      before: `type cache struct {
	mu      sync.Mutex
	entries map[string][]byte
}

func (c *cache) put(key string, value []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[key] = value
}`,
      after: `const maxEntries = 1000

type cache struct {
	mu      sync.Mutex
	entries map[string][]byte
}

func (c *cache) put(key string, value []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.entries[key]; !known && len(c.entries) >= maxEntries {
		for victim := range c.entries {
			delete(c.entries, victim)
			break
		}
	}
	c.entries[key] = value
}`,
      section: '2.3',
    },
    {
      title: 'Remove expired entries',
      text: 'Refusing an expired entry on read does not free it: something has to delete it. A sweep at most once a minute, on write, needs no goroutine. It holds the lock while it walks the whole map; with millions of entries sweep a part at a time.',
      before: `type session struct {
	user    string
	expires time.Time
}

type sessions struct {
	mu   sync.Mutex
	byID map[string]session
}

func (s *sessions) add(id string, added session, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[id] = added // expired sessions stay
}`,
      after: `type session struct {
	user    string
	expires time.Time
}

type sessions struct {
	mu    sync.Mutex
	byID  map[string]session
	swept time.Time
}

func (s *sessions) add(id string, added session, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.swept) > time.Minute {
		maps.DeleteFunc(s.byID, func(_ string, old session) bool { return old.expires.Before(now) })
		s.swept = now
	}
	s.byID[id] = added
}`,
      section: '2.3',
    },
    {
      title: 'Key by something bounded',
      text: 'A raw path, user id or error text as a key or metric label makes one entry per value that a client can invent. Key by the route, the status or an error class; r.Pattern (Go 1.23) is the pattern that http.ServeMux matched.',
      before: `type registry struct {
	mu   sync.Mutex
	hits map[string]int
}

func (reg *registry) count(r *http.Request) {
	reg.mu.Lock()
	defer reg.mu.Unlock()
	reg.hits[r.URL.Path]++ // /users/1, /users/2, /users/3 …
}`,
      after: `type registry struct {
	mu   sync.Mutex
	hits map[string]int
}

func (reg *registry) count(r *http.Request) {
	reg.mu.Lock()
	defer reg.mu.Unlock()
	reg.hits[r.Pattern]++ // GET /users/{id}
}`,
      section: '2.3',
    },
  ],
};

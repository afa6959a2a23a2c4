// Package idempotency answers repeated requests with what the first one got.
package idempotency

import (
	"bytes"
	"sync"
	"time"

	"example.com/shop/internal/settlement"
)

// Retention is how long a key that expires can be used again.
const Retention = 2 * time.Second

// Store keeps responses by the customer's key and acquirers' answers by the leg's reference.
type Store struct {
	// Expire tells whether what is kept now is dropped after Retention.
	Expire func() bool

	mu        sync.Mutex
	responses map[string][]byte
	answers   map[string]settlement.Answer
	expiring  []expiry // oldest first
}

type expiry struct {
	at         time.Time
	key        string
	references []string
}

// NewStore makes an empty store.
func NewStore(expire func() bool) *Store {
	return &Store{
		Expire:    expire,
		responses: make(map[string][]byte),
		answers:   make(map[string]settlement.Answer),
	}
}

// Lookup returns the response that was kept for a key.
func (s *Store) Lookup(key string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	response, ok := s.responses[key]
	return response, ok
}

// Remember keeps a payment's response and its acquirers' answers for retries.
// The response is copied: callers write into pooled buffers.
func (s *Store) Remember(key string, response []byte, answers []settlement.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.responses[key] = bytes.Clone(response)
	for i := range answers {
		s.answers[answers[i].Leg.Reference] = answers[i]
	}
	if s.Expire() {
		s.expireLater(key, answers)
	}
	s.dropExpired(time.Now())
}

func (s *Store) expireLater(key string, answers []settlement.Answer) {
	references := make([]string, len(answers))
	for i := range answers {
		references[i] = answers[i].Leg.Reference
	}
	s.expiring = append(s.expiring, expiry{time.Now().Add(Retention), key, references})
}

func (s *Store) dropExpired(now time.Time) {
	due := 0
	for ; due < len(s.expiring) && s.expiring[due].at.Before(now); due++ {
		delete(s.responses, s.expiring[due].key)
		for _, reference := range s.expiring[due].references {
			delete(s.answers, reference)
		}
	}
	clear(s.expiring[:due])
	s.expiring = s.expiring[due:]
}

// Package quorum reads a setting from five stores and believes three of them.
package quorum

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type setting struct {
	Key     string `json:"key"`
	Value   string `json:"value"`
	Version uint32 `json:"version"`
}

type source interface {
	read(ctx context.Context, key string) (setting, error)
}

// Setup wires the service.
func Setup(h *host.Host) {
	r := &reader{need: 3}
	for zone := range 5 {
		r.sources = append(r.sources, retried{inner: store{zone: zone}})
	}
	h.Handle("GET /v1/settings/{key}", r.get)
	h.Task(func(ctx context.Context) {
		load.Traffic{Lanes: 4, Rate: load.Steady(9.5), Next: func(rng *rand.Rand) load.Call {
			return load.Get("/v1/settings/" + words.Key(rng, words.Word(rng), 4000))
		}}.Send(ctx, h.Base)
	})
}

type reader struct {
	sources []source
	need    int
}

func (r *reader) get(req *http.Request) (any, error) {
	ctx, cancel := context.WithTimeout(req.Context(), 400*time.Millisecond)
	defer cancel()
	asks := make([]func(context.Context) (setting, error), 0, len(r.sources))
	for _, source := range r.sources {
		asks = append(asks, func(ctx context.Context) (setting, error) { return source.read(ctx, req.PathValue("key")) })
	}
	answers, err := gather(ctx, r.need, asks...)
	if err != nil {
		return nil, host.Fault{Status: http.StatusBadGateway, What: err.Error()}
	}
	newest := answers[0]
	for _, answer := range answers[1:] {
		if answer.Version > newest.Version {
			newest = answer
		}
	}
	return newest, nil
}

type reply[T any] struct {
	value T
	err   error
}

// gather asks everybody at once and returns the first answers that are needed.
func gather[T any](ctx context.Context, need int, asks ...func(context.Context) (T, error)) ([]T, error) {
	replies := make(chan reply[T], 1)
	for _, ask := range asks {
		go func() {
			value, err := ask(ctx)
			replies <- reply[T]{value, err}
		}()
	}
	var (
		answers []T
		failed  error
	)
	for range asks {
		r := <-replies
		if r.err != nil {
			failed = errors.Join(failed, r.err)
			continue
		}
		if answers = append(answers, r.value); len(answers) == need {
			return answers, nil
		}
	}
	return nil, fmt.Errorf("%d of %d answered: %w", len(answers), need, failed)
}

type store struct{ zone int }

var errBusy = errors.New("store is busy")

func (s store) read(ctx context.Context, key string) (setting, error) {
	select {
	case <-time.After(time.Duration(2+rand.IntN(25)) * time.Millisecond):
	case <-ctx.Done():
		return setting{}, ctx.Err()
	}
	if rand.IntN(60) == 0 {
		return setting{}, errBusy
	}
	hash := fnv.New32a()
	fmt.Fprint(hash, key)
	return setting{Key: key, Value: fmt.Sprintf("%x@%d", hash.Sum32(), s.zone), Version: hash.Sum32() % 9}, nil
}

type retried struct{ inner source }

func (r retried) read(ctx context.Context, key string) (setting, error) {
	found, err := r.inner.read(ctx, key)
	if errors.Is(err, errBusy) {
		return r.inner.read(ctx, key)
	}
	return found, err
}

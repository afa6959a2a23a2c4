// Package pricelists takes suppliers' price lists and knows every article number in them.
package pricelists

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type assortment struct {
	mu       sync.Mutex
	articles map[string]int32
}

// Setup wires the service.
func Setup(h *host.Host) {
	a := &assortment{articles: map[string]int32{}}
	h.Handle("PUT /v1/suppliers/{supplier}/prices", a.receive)
	h.Handle("GET /v1/articles/{article}", func(r *http.Request) (any, error) {
		a.mu.Lock()
		defer a.mu.Unlock()
		return a.articles[r.PathValue("article")], nil
	})
	h.Task(func(ctx context.Context) {
		var form strings.Builder
		for i := range 380 {
			fmt.Fprintf(&form, "art-%05d;%s;%d.90\n", i, strings.Repeat("very good quality ", 3), i%80)
		}
		list := form.String()
		load.Traffic{Rate: load.Steady(120), Next: func(rng *rand.Rand) load.Call {
			added := fmt.Sprintf("%s;newly listed;%d.50\n", words.Unique(rng, "art"), rng.IntN(90))
			return load.Call{Method: http.MethodPut, Path: "/v1/suppliers/" + words.Key(rng, "s", 90) + "/prices", Body: []byte(list + added)}
		}}.Send(ctx, h.Base)
	})
}

func (a *assortment) receive(r *http.Request) (any, error) {
	var list strings.Builder
	list.Grow(int(min(r.ContentLength, 1<<20)) + 1)
	if _, err := io.Copy(&list, http.MaxBytesReader(nil, r.Body, 1<<20)); err != nil {
		return nil, host.Fault{Status: http.StatusRequestEntityTooLarge, What: err.Error()}
	}
	return a.learn(list.String()), nil
}

// learn counts how often articles have been listed, and answers how many are new.
func (a *assortment) learn(list string) (added int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for line := range strings.Lines(list) {
		article, _, ok := strings.Cut(line, ";")
		if !ok {
			continue
		}
		seen := a.articles[article]
		if seen == 0 {
			added++
		}
		a.articles[article] = seen + 1
	}
	return added
}

// Package archive has every document in memory and is seldom asked for one.
package archive

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

const documents = 60_000

type document struct {
	Title string   `json:"title"`
	Text  string   `json:"text"`
	Words []string `json:"words"`
	index [120]uint16
}

// Setup wires the service.
func Setup(h *host.Host) {
	shelf := fill()
	h.Handle("GET /v1/documents", func(r *http.Request) (any, error) {
		at, ok := slices.BinarySearchFunc(shelf, r.URL.Query().Get("title"), func(d *document, title string) int {
			return strings.Compare(d.Title, title)
		})
		if !ok && at == len(shelf) {
			return nil, host.Fault{Status: http.StatusNotFound, What: "no such document"}
		}
		return shelf[at], nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Lanes: 2, Rate: load.Steady(4), Next: func(rng *rand.Rand) load.Call {
			return load.Get("/v1/documents?title=" + words.Word(rng) + "-" + words.Unique(rng, "d"))
		}}.Send(ctx, h.Base)
	})
}

func fill() []*document {
	rng := rand.New(rand.NewPCG(3, 3))
	text := words.Text(rng, 1<<20)
	shelf := make([]*document, documents)
	for i := range shelf {
		at := rng.IntN(len(text) - 4096)
		d := &document{Title: words.Word(rng) + "-" + words.Unique(rng, "d"), Text: strings.Clone(text[at : at+2600+rng.IntN(1400)])}
		d.Words = strings.Fields(d.Text[:300])
		shelf[i] = d
	}
	slices.SortFunc(shelf, func(a, b *document) int { return strings.Compare(a.Title, b.Title) })
	return shelf
}

// Package avatars draws thumbnails and keeps those that have been drawn.
package avatars

import (
	"context"
	"fmt"
	"hash/maphash"
	"image"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type thumbnail struct {
	etag   uint64
	pixels []byte
}

// Setup wires the service.
func Setup(h *host.Host) {
	g := &gallery{seed: maphash.MakeSeed()}
	h.Raw("GET /v1/avatars/{person}", g.serve)
	h.Handle("GET /v1/stats", func(*http.Request) (any, error) { return [2]int64{g.hits.Load(), g.misses.Load()}, nil })
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(260), Next: func(rng *rand.Rand) load.Call {
			if rng.IntN(100) == 0 {
				return load.Get("/v1/stats")
			}
			return load.Get(fmt.Sprintf("/v1/avatars/%s?size=%d&sig=%s", words.Key(rng, "u", 500), 32<<rng.IntN(2), words.Unique(rng, "x")))
		}}.Send(ctx, h.Base)
	})
}

type gallery struct {
	seed         maphash.Seed
	drawn        sync.Map // by URL
	hits, misses atomic.Int64
}

func (g *gallery) serve(w http.ResponseWriter, r *http.Request) {
	t, ok := g.find(r.URL.RequestURI())
	if !ok {
		size := 32
		if r.URL.Query().Get("size") == "64" {
			size = 64
		}
		t = g.shrink(g.original(r.PathValue("person")), size)
		g.drawn.Store(r.URL.RequestURI(), t)
	}
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, t.etag))
	w.Write(t.pixels)
}

func (g *gallery) find(url string) (*thumbnail, bool) {
	if t, ok := g.drawn.Load(url); ok {
		g.hits.Add(1)
		return t.(*thumbnail), true
	}
	g.misses.Add(1)
	return nil, false
}

// original paints what a person once uploaded.
func (g *gallery) original(person string) *image.Gray {
	picture := image.NewGray(image.Rect(0, 0, 128, 128))
	tone := maphash.String(g.seed, person)
	for i := range picture.Pix {
		picture.Pix[i] = byte(tone >> (i % 57))
	}
	return picture
}

func (g *gallery) shrink(picture *image.Gray, size int) *thumbnail {
	step := picture.Rect.Dx() / size
	pixels := make([]byte, 0, size*size)
	for y := 0; y < picture.Rect.Dy(); y += step {
		for x := 0; x < picture.Rect.Dx(); x += step {
			pixels = append(pixels, picture.GrayAt(x, y).Y)
		}
	}
	return &thumbnail{etag: maphash.Bytes(g.seed, pixels), pixels: pixels}
}

// Package photos cuts uploads into tiles.
package photos

import (
	"context"
	"errors"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const (
	tileBytes = 8 << 10
	maxBytes  = 192 << 10
)

var errTruncated = errors.New("the photo ends within a tile")

// App is the photos service.
type App struct{}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/photos", func(w http.ResponseWriter, r *http.Request) {
		photo, err := io.ReadAll(io.LimitReader(r.Body, maxBytes))
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		sums, err := cut(photo)
		if err != nil {
			web.Fail(w, http.StatusUnprocessableEntity, err)
			return
		}
		web.Write(w, http.StatusCreated, sums)
	})
}

type tile struct {
	number int
	pixels []byte
}

// cut spreads the tiles of a photo over a few painters and returns the tiles' checksums.
func cut(photo []byte) ([]uint32, error) {
	sums := make([]uint32, (len(photo)+tileBytes-1)/tileBytes)
	tiles := make(chan tile, 4)
	var painting sync.WaitGroup
	for range 3 {
		go paint(tiles, sums, &painting)
	}
	for number := range sums {
		pixels := photo[number*tileBytes:]
		if len(pixels) < tileBytes {
			return nil, errTruncated
		}
		painting.Add(1)
		tiles <- tile{number, pixels[:tileBytes]}
	}
	painting.Wait()
	close(tiles)
	return sums, nil
}

func paint(tiles <-chan tile, sums []uint32, painting *sync.WaitGroup) {
	scratch := make([]byte, 512)
	for tile := range tiles {
		for i := range scratch {
			scratch[i] = tile.pixels[i] ^ tile.pixels[tileBytes-1-i]
		}
		sums[tile.number] = crc32.ChecksumIEEE(scratch)
		painting.Done()
	}
}

// Run lets people upload until ctx ends; some uploads break off.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 25, Next: func(rng *rand.Rand) crowd.Request {
		photo := make([]byte, (2+rng.IntN(8))*tileBytes)
		if rng.IntN(8) == 0 {
			photo = photo[:len(photo)-rng.IntN(tileBytes-1)-1]
		}
		return crowd.Request{Method: http.MethodPost, Path: "/v1/photos", Body: photo}
	}}.Visit(ctx, base)
}

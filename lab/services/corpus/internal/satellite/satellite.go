// Package satellite keeps the newest picture of every part of the earth.
package satellite

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const (
	parts      = 40
	pixels     = 64 << 10
	tooCloudy  = 0.7
	thumbnails = 256
)

var errClouds = errors.New("too many clouds")

// App is the satellite service.
type App struct {
	requests atomic.Int64

	mu     sync.Mutex
	newest map[int]picture
}

type picture struct {
	Pass      string
	Clouds    float64
	Thumbnail []byte
}

type strip struct {
	Pass  string
	Seed  uint64
	Notes string
}

// New wires the service.
func New() *App { return &App{newest: make(map[int]picture)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("PUT /v1/parts/{part}", a.counted(func(w http.ResponseWriter, r *http.Request) {
		part, err := strconv.Atoi(r.PathValue("part"))
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		var received strip
		if err := json.NewDecoder(r.Body).Decode(&received); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		developed, err := develop(received)
		if errors.Is(err, errClouds) {
			web.Fail(w, http.StatusUnprocessableEntity, err)
			return
		}
		if err != nil {
			web.Fail(w, http.StatusInternalServerError, err)
			return
		}
		a.mu.Lock()
		a.newest[part] = developed
		a.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	}))
	mux.HandleFunc("GET /v1/parts/{part}", a.counted(func(w http.ResponseWriter, r *http.Request) {
		part, _ := strconv.Atoi(r.PathValue("part"))
		a.mu.Lock()
		found, ok := a.newest[part]
		a.mu.Unlock()
		if !ok {
			web.Fail(w, http.StatusNotFound, errors.New("no picture yet"))
			return
		}
		web.Write(w, http.StatusOK, found)
	}))
	mux.HandleFunc("GET /metrics", a.metrics)
}

func (a *App) counted(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a.requests.Add(1)
		next(w, r)
	}
}

// develop works on the pixels outside the heap, so that the collector has nothing to do with them.
func develop(received strip) (picture, error) {
	canvas, err := syscall.Mmap(-1, 0, pixels, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return picture{}, err
	}
	clouds := paint(canvas, received.Seed)
	if clouds > tooCloudy {
		return picture{}, errClouds
	}
	small := make([]byte, thumbnails)
	for i := range small {
		small[i] = canvas[i*(pixels/thumbnails)]
	}
	return picture{Pass: received.Pass, Clouds: clouds, Thumbnail: small}, syscall.Munmap(canvas)
}

// paint fills the canvas and answers how much of it is under clouds.
func paint(canvas []byte, seed uint64) float64 {
	rng := rand.New(rand.NewPCG(seed, seed))
	cover := rng.Float64()
	white := 0
	for i := range canvas {
		canvas[i] = byte(i)
		if i%64 == 0 && rng.Float64() < cover {
			canvas[i] = 255
			white++
		}
	}
	return float64(white*64) / float64(len(canvas))
}

// Run sends strips and looks at pictures until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 60, Next: func(rng *rand.Rand) crowd.Request {
		path := "/v1/parts/" + strconv.Itoa(rng.IntN(parts))
		if rng.IntN(3) == 0 {
			return crowd.Get(path)
		}
		sent := strip{Pass: faker.ID(rng, "pass"), Seed: rng.Uint64(), Notes: faker.Text(rng, 400)}
		return crowd.Request{Method: http.MethodPut, Path: path, Body: sent}
	}}.Visit(ctx, base)
}

// Package geocode finds the coordinates of the addresses of one town.
package geocode

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"sync"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const addresses = 12_000

// Place is what is known of an address.
type Place struct {
	Address  string
	Lat, Lon float64
	Outline  [160]float32
}

// App is the geocoder; every address of the town is looked up at most once.
type App struct {
	mu     sync.RWMutex
	places map[string]*Place
}

// New wires the service.
func New() *App { return &App{places: make(map[string]*Place)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/places", func(w http.ResponseWriter, r *http.Request) {
		var wanted []int
		if err := json.NewDecoder(r.Body).Decode(&wanted); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		found := make([][2]float64, len(wanted))
		for i, number := range wanted {
			place := a.find(fmt.Sprintf("Harbour Road %d", uint(number)%addresses))
			found[i] = [2]float64{place.Lat, place.Lon}
		}
		web.Write(w, http.StatusOK, found)
	})
}

func (a *App) find(address string) *Place {
	a.mu.RLock()
	place, ok := a.places[address]
	a.mu.RUnlock()
	if ok {
		return place
	}
	place = locate(address)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.places[address] = place
	return place
}

func locate(address string) *Place {
	hash := fnv.New64a()
	hash.Write([]byte(address))
	place := &Place{Address: address, Lat: float64(hash.Sum64()%9000) / 100, Lon: float64(hash.Sum64()%17_000) / 100}
	for i := range place.Outline {
		place.Outline[i] = float32(place.Lat) + float32(i)/1000
	}
	return place
}

// Run lets people look up addresses until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 130, Next: func(rng *rand.Rand) crowd.Request {
		wanted := make([]int, 15)
		for i := range wanted {
			wanted[i] = rng.IntN(addresses)
		}
		return crowd.Post("/v1/places", wanted)
	}}.Visit(ctx, base)
}
